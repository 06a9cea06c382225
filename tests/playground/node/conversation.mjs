// Slack's own Node libraries hold a conversation with the stand-in.
//
// A bare @slack/bolt app over one of the two roads, and a person by plain HTTP. Beside it the two
// SDKs that Bolt is made of, alone. Prints one line of JSON: what the people saw.
import assert from "node:assert/strict";

import bolt from "@slack/bolt";
import { SocketModeClient } from "@slack/socket-mode";
import { WebClient } from "@slack/web-api";

const info = JSON.parse(process.env.STAND_IN);
const road = process.argv[2];
const quiet = { debug() {}, info() {}, warn() {}, error: console.error, setLevel() {}, getLevel: () => "error", setName() {} };
const clientOptions = { slackApiUrl: info.api_url };
const plain = (text) => ({ type: "plain_text", text });
const go = { type: "button", action_id: "go", text: plain("Go"), value: "go" };

async function act(name, said) {
  const answer = await fetch(`${info.people_url}${name}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(said),
  });
  return answer.json();
}

async function see(name, asked = {}) {
  const answer = await fetch(`${info.people_url}${name}?${new URLSearchParams(asked)}`);
  return answer.json();
}

async function boltTalks() {
  const socket = road === "socket";
  const app = new bolt.App({
    token: info.bot_token,
    logger: quiet,
    clientOptions,
    ...(socket
      ? { socketMode: true, appToken: info.app_token }
      : { signingSecret: info.signing_secret }),
  });
  app.event("app_mention", ({ event, say }) =>
    say({ text: "A card.", thread_ts: event.ts, blocks: [{ type: "actions", elements: [go] }] }),
  );
  app.message("more", ({ message, say }) => say({ text: "More.", thread_ts: message.thread_ts }));
  app.action("go", async ({ ack, respond }) => {
    await ack();
    await respond({ text: "Gone.", replace_original: true });
  });
  app.command("/archdecide", async ({ ack, command, client }) => {
    if (command.text === "help") return ack("Help.");
    await ack();
    return client.views.open({
      trigger_id: command.trigger_id,
      view: {
        type: "modal",
        callback_id: "form",
        title: plain("Form"),
        submit: plain("Send"),
        blocks: [
          {
            type: "input",
            block_id: "load",
            label: plain("Load"),
            element: { type: "plain_text_input", action_id: "it" },
          },
        ],
      },
    });
  });
  app.view("form", async ({ ack, view, client, body }) => {
    const { value } = view.state.values.load.it;
    if (Number.isNaN(Number(value))) {
      return ack({ response_action: "errors", errors: { load: "A number, please." } });
    }
    await ack();
    return client.chat.postMessage({ channel: body.user.id, text: `Load ${value}.` });
  });
  app.shortcut("decide_on_this", async ({ ack, shortcut, respond }) => {
    await ack();
    await respond(`About: ${shortcut.message.text}`);
  });
  app.event("app_home_opened", ({ event, client }) =>
    client.views.publish({
      user_id: event.user,
      view: { type: "home", blocks: [{ type: "actions", elements: [go] }] },
    }),
  );

  if (socket) {
    await app.start();
  } else {
    const server = await app.start({ port: 0, host: "127.0.0.1" });
    const request_url = `http://127.0.0.1:${server.address().port}/slack/events`;
    assert.deepEqual(await act("connect", { request_url }), { ok: true });
  }

  const ana = { person: "ana", channel: "checkout" };
  const { ts } = await act("say", { ...ana, text: "@archdecide hello" });
  await see("settled");
  await act("say", { ...ana, text: "more", thread_ts: ts });
  await see("settled");
  let thread = (await see("thread", { channel: "checkout", ts })).messages;
  const card = thread.find((message) => message.blocks?.[0].type === "actions");
  const pressed = await act("press", { ...ana, ts: card.ts, button: "go" });
  const helped = await act("command", { ...ana, command: "/archdecide", text: "help" });
  const opened = await act("command", { ...ana, command: "/archdecide" });
  await see("settled");
  const sentBack = await act("submit", { person: "ana", values: { load: "much" } });
  const sent = await act("submit", { person: "ana", values: { load: "10" } });
  const chosen = await act("shortcut", { ...ana, ts, callback_id: "decide_on_this" });
  await act("open_home", { person: "ana" });
  await see("settled");
  thread = (await see("thread", { channel: "checkout", ts })).messages;
  const seen = {
    thread: thread.map((message) => message.text),
    private: (await see("channel", ana)).messages
      .filter((message) => message.is_ephemeral)
      .map((message) => message.text),
    direct: (await see("channel", { channel: "dm-ana" })).messages.map((message) => message.text),
    home: (await see("home", { person: "ana" })).view.blocks[0].type,
    outcomes: [pressed, helped, opened, sentBack, sent, chosen].map((outcome) => outcome.ok),
    errors: sentBack.errors,
    failures: (await see("failures")).failures,
  };
  await app.stop();
  await act("connect", { request_url: null });
  return seen;
}

async function webApiTalks() {
  const client = new WebClient(info.bot_token, { ...clientOptions, logger: quiet });
  const { team_id } = await client.auth.test();
  const posted = await client.chat.postMessage({
    channel: "checkout",
    text: "x",
    metadata: { event_type: "e", event_payload: { id: "7" } },
  });
  const { channel, ts } = posted;
  await client.chat.update({ channel, ts, text: "y" });
  const found = await client.conversations.replies({ channel, ts, include_all_metadata: true });
  const refused = await client.chat
    .postMessage({ channel: "random", text: "x" })
    .catch((error) => error.data.error);
  await act("fault", { kind: "rate_limit", method: "chat.postMessage", retry_after: 1 });
  const limited = [];
  client.on("rate_limited", (seconds) => limited.push(seconds));
  await client.chat.postMessage({ channel, text: "again" });
  const ana = new WebClient(info.users[0].token, { ...clientOptions, logger: quiet });
  const asAna = await ana.chat.postMessage({ channel, text: "I am Ana." });
  await client.chat.delete({ channel, ts });
  const [message] = found.messages;
  return {
    team_id,
    text: message.text,
    id: message.metadata.event_payload.id,
    refused,
    limited,
    user: asAna.message.user === info.users[0].id,
  };
}

async function socketModeTalks() {
  const clients = [1, 2].map(
    () =>
      new SocketModeClient({
        appToken: info.app_token,
        clientOptions: { ...clientOptions, logger: quiet },
        logger: quiet,
        clientPingTimeout: 300,
      }),
  );
  const heard = [];
  for (const client of clients) {
    client.on("message", async ({ event, ack }) => {
      heard.push(event.text);
      await ack();
    });
    client.on("slash_commands", ({ ack }) => ack({ text: "Taken." }));
    await client.start();
  }
  await act("say", { person: "ana", channel: "checkout", text: "one" });
  await see("settled");
  const again = Promise.any(
    clients.map((client) => new Promise((resolve) => client.once("connected", resolve))),
  );
  await act("refresh", {});
  const command = { person: "ana", channel: "random", command: "/archdecide" };
  const during = await act("command", command);
  await again;
  const after = await act("command", command);
  await Promise.all(clients.map((client) => client.disconnect()));
  return { heard, during: during.ok, after: after.ok };
}

const seen = { bolt: await boltTalks() };
// Before the calls of the Web API: their events would wait for a connection, and come late.
if (road === "socket") seen.sockets = await socketModeTalks();
seen.web = await webApiTalks();
console.log(JSON.stringify(seen));
process.exit(0);
