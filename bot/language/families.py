"""Families of words: what patterns may call by one name, such as all who may wait.

Each stands for any of its words, so that a wording written for a shopper also reads a
nurse. A hyphen joins words that follow each other.
"""

FAMILIES = {
    "person": (
        "user users customer customers shopper buyer client caller person people somebody someone"
        " anybody anyone visitor guest member patient student player passenger driver rider clerk"
        " cashier nurse doctor agent officer operator admin employee staff colleague editor author"
        " reader seller merchant applicant citizen owner manager technician subscriber tenant"
    ).split(),
    "system": (
        "service system app application backend server api database module component team"
        " department consumer receiver subscriber listener reader microservice client platform"
        " instance replica pod node program process site shop tool crm erp job worker"
    ).split(),
    "outsider": (
        "partner vendor supplier provider carrier insurer integrator reseller agency firm"
        " third-party outsider contractor merchant"
    ).split(),
    "down": (
        "down offline unreachable unavailable gone dead away slow broken crashed out-of-order"
        " unresponsive overloaded stuck out not-there not-available not-reachable"
    ).split(),
    "now": (
        "immediately instantly at-once right-away straight-away right-then there-and-then"
        " on-the-spot right-now in-real-time without-delay"
    ).split(),
    "later": (
        "later afterwards eventually overnight whenever tomorrow in-the-background"
        " behind-the-scenes asynchronously async some-time at-leisure at-some-point"
        " the-next-day in-the-night minutes-later hours-later"
    ).split(),
    "fine": (
        "fine ok okay enough acceptable tolerable harmless good alright all-right no-problem"
        " not-a-problem no-issue no-drama"
    ).split(),
}
