"""What became of something a person did, in the words that Slack's client shows."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.playground.deliveries import Attempt


@dataclass(frozen=True)
class Outcome:
    """`error` is what the person sees when it failed; `errors` what stands beside the fields of
    a form that the app sent back, by block_id."""

    error: str | None = None
    status: int | None = 200
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return self.error is None and not self.errors


class Outcomes:
    def __init__(self) -> None:
        self.failures: list[tuple[str, Outcome]] = []

    def of(self, what: str, attempt: Attempt) -> Outcome:
        if attempt.ok:
            return Outcome(status=attempt.status)
        late = attempt.reason in ("http_timeout", "timeout")
        error = "operation_timeout" if late else "dispatch_failed"
        return self.failed(what, Outcome(error, attempt.status))

    def failed(self, what: str, outcome: Outcome) -> Outcome:
        self.failures.append((what, outcome))
        return outcome
