// The page: a sidebar, a channel, a thread. It shows what one person sees, and tells what that person does.
import { content, draw, menu } from "./blocks.js";
import { fill, h, patch } from "./nodes.js";
import { clock, mrkdwn } from "./text.js";

const NOT_IN_THREADS = "Slash commands do not work in threads: just reply, or mention @gpu-advisor.";
const EXAMPLE = "/gpu-advice Llama 3 8B chat for 20 people at once";
const $ = (id) => document.getElementById(id);
const query = new URLSearchParams(location.search);
const here = { channel: query.get("channel") ?? "ml-platform", thread: null, tab: "messages", since: null };
const read = {};
let state, people, changes;
let waiting = Promise.resolve();

// Talking to the server: it sends all that one person sees, whenever something has changed.

function become(user) {
  Object.assign(here, { thread: null, since: null });
  query.set("user", user);
  history.replaceState(null, "", `?${query}`);
  changes?.close();
  changes = new EventSource(`/sandbox/changes?user=${encodeURIComponent(user)}`);
  changes.onmessage = ({ data }) => {
    state = JSON.parse(data);
    const named = (list, name) => Object.fromEntries(list.map((one) => [one.id, one[name]]));
    people = { me: state.me, names: named(state.users, "real_name"), channels: named(state.channels, "name") };
    render();
  };
}

function perform(action, body) {
  waiting = waiting.then(async () => {
    const sent = JSON.stringify({ user: state.me, ...body });
    const answer = await fetch(`/sandbox/do/${action}`, { method: "POST", body: sent });
    $("toast").replaceChildren(answer.ok ? "" : h("p", {}, (await answer.json()).error));
    return answer.ok;
  });
  return waiting;
}

// What is where

const current = () =>
  state.channels.find((one) => one.id === here.channel || one.name === here.channel) ?? state.channels[0];
const isApp = (channel) => channel.is_im && channel.is_member;
const closed = (channel) =>
  channel.is_archived ? "This channel is archived." : channel.read_only && "Only some people can post here.";
const replies = (channel, ts) => channel.messages.filter((one) => one.thread_ts === ts && one.ts !== ts);
const title = (channel) => (channel.is_private ? "" : "# ") + channel.name;
const named = (channel) => h("span", { class: channel.is_private && !channel.is_im && "lock" }, title(channel));
const latest = () => state.channels.flatMap((one) => one.messages.map(({ ts }) => ts)).sort().at(-1) ?? "0";
const open = (listed) => document.body.classList.toggle("menu-open", listed);
const button = (label, onclick, attributes, ...more) =>
  h("button", { type: "button", onclick, ...attributes }, label, more);

function go(change) {
  Object.assign(here, change);
  open(false);
  render();
}

// Drawing

function render() {
  const channel = current();
  read[channel.id] = channel.messages.at(-1)?.ts;
  follow(channel);
  sidebar(channel);
  main(channel);
  thread(channel);
  modal();
}

// When the bot takes up what one has just typed or clicked, its thread opens by itself.
function follow(channel) {
  const begun = here.since && channel.messages.find((one) =>
    one.bot_id && one.ts > here.since && one.thread_ts && one.thread_ts !== one.ts);
  if (begun) Object.assign(here, { thread: begun.thread_ts, since: null });
}

function sidebar(channel) {
  const entry = (one) => {
    const news = one.messages.at(-1)?.ts > (read[one.id] ?? "0");
    const visit = () => go({ channel: one.id, thread: null, tab: "messages", since: null });
    return h("li", {}, button(named(one), visit,
      { class: news && "news", "aria-current": one === channel && "page" },
      one.is_archived && h("small", {}, " archived"),
      news && h("span", { class: "dot", role: "img", "aria-label": "unread" })));
  };
  const group = (name, fits) => [h("h2", {}, name), h("ul", {}, state.channels.filter(fits).map(entry))];
  const persons = state.users.filter((one) => !one.is_bot);
  patch($("sidebar"), [
    h("header", {}, h("h1", {}, "Sandbox"),
      button("✕", () => open(false), { class: "burger", "aria-label": "Close the list" })),
    group("Channels", (one) => !one.is_im),
    group("Direct messages", (one) => one.is_im && !isApp(one)),
    group("Apps", isApp),
    h("label", { class: "who" }, avatar(state.me), h("span", {}, "You are"),
      h("select", { onchange: (event) => become(event.target.value) }, persons.map((one) =>
        h("option", { value: one.id, selected: one.id === state.me }, one.real_name)))),
  ]);
}

function main(channel) {
  const home = isApp(channel) && here.tab === "home";
  const tab = (name, label) => button(label, () => { go({ tab: name }); perform("open_home", { tab: name }); },
    { role: "tab", "aria-selected": String(here.tab === name) });
  const head = [
    button("☰", () => open(true), { class: "burger", "aria-label": "Channels and people" }),
    h("h2", {}, named(channel)),
    isApp(channel) ? h("div", { role: "tablist" }, tab("messages", "Messages"), tab("home", "Home"))
      : !channel.is_member && h("small", {}, "GPU Advisor is not in this conversation"),
  ];
  const flat = channel.messages.filter((one) => !one.thread_ts || one.thread_ts === one.ts);
  const entries = home ? [[state.home?.hash ?? "none", drawHome]]
    : [["welcome", () => welcome(channel)], ...messages(channel, flat, false)];
  pane($("channel"), here.tab, head, entries, () => (home ? "" : composer(channel, null)));
}

function thread(channel) {
  const list = channel.messages.filter((one) => here.thread && [one.ts, one.thread_ts].includes(here.thread));
  $("thread").hidden = !list.length;
  document.body.classList.toggle("threaded", list.length > 0);
  if (!list.length) return delete $("thread").dataset.key;
  const head = [h("h2", {}, "Thread"), h("small", {}, title(channel)),
    button("✕", () => go({ thread: null }), { "aria-label": "Close the thread" })];
  const write = () => composer(channel, here.thread);
  return pane($("thread"), here.thread, head, messages(channel, list, true), write);
}

// A pane is made anew only where another place is shown, so that nothing one is typing is lost.
function pane(box, what, head, entries, write) {
  const key = [current().id, state.me, what].join();
  const anew = box.dataset.key !== key;
  if (anew) {
    box.dataset.key = key;
    const log = h("div", { class: "log", role: "log", "aria-live": "polite", tabindex: 0 });
    box.replaceChildren(h("header"), log, write());
  }
  patch(box.children[0], head);
  fill(box.children[1], entries);
  if (anew) box.querySelector("[autofocus]")?.focus();
}

function drawHome() {
  const act = (control, block_id, value) => perform("act_in_view", { control, block_id, value, home: true });
  const place = { people, inputs: state.home?.state.values, act };
  return h("div", { class: "home" }, state.home ? draw(state.home.blocks, place) : "This app has no Home yet.");
}

function welcome(channel) {
  const box = () => document.querySelector("#channel textarea");
  const start = () => { box().value = EXAMPLE; box().focus(); };
  return h("section", { class: "welcome" },
    h("h2", {}, title(channel)),
    h("p", {}, "This is a Slack workspace of your own, on this machine. Nothing leaves it."),
    !closed(channel) && [
      h("p", {}, "Type ", h("code", {}, EXAMPLE), " below, then answer in the thread: by tapping or in your own",
        " words. ", h("code", {}, "/gpu-history"), " finds the advice again, ",
        h("code", {}, "/gpu-advice help"), " explains."),
      button("Try It", start, { class: "primary" }),
    ]);
}

function messages(channel, list, within) {
  return list.map((message, number) => {
    const before = list[number - 1];
    const joined = before?.user === message.user && !before.ephemeral && !message.ephemeral
      && message.ts - before.ts < 300;
    const { inputs: _, ...seen } = message;
    const answers = within ? [] : replies(channel, message.ts);
    const opened = !within && here.thread === message.ts;
    return [JSON.stringify([seen, joined, answers.length, opened]),
      () => drawMessage(channel, message, { joined, answers, within, opened })];
  });
}

function drawMessage(channel, message, { joined, answers, within, opened }) {
  const act = (control, block_id, value) => {
    here.since = message.thread_ts ? null : latest();
    return perform("act", { channel: channel.id, ts: message.ts, control, block_id, value });
  };
  const kinds = [joined && "joined", message.ephemeral && "ephemeral", opened && "open"].filter(Boolean);
  const count = `${answers.length} ${answers.length === 1 ? "reply" : "replies"}`;
  return h("article", { class: ["message", ...kinds].join(" ") },
    joined ? h("time", { class: "beside" }, clock(message.ts)) : avatar(message.user),
    h("div", { class: "body" },
      message.ephemeral && h("small", { class: "only" }, "Only visible to you"),
      !joined && h("div", { class: "by" }, h("b", {}, people.names[message.user]),
        message.bot_id && h("span", { class: "app" }, "APP"), h("time", {}, clock(message.ts))),
      content(message, { people, inputs: message.inputs, act }),
      message.edited && !message.bot_id && h("small", {}, "(edited)"),
      message.files?.map((file) =>
        h("a", { class: "file", href: file.url_private, download: file.name }, file.name)),
      answers.length > 0 && button(count, () => go({ thread: message.ts, since: null }), { class: "replies" },
        h("small", {}, ` last at ${clock(answers.at(-1).ts)}`))),
    tools(channel, message, within));
}

function tools(channel, message, within) {
  if (message.ephemeral || channel.is_archived) return "";
  const body = { channel: channel.id, ts: message.ts };
  const run = ({ callback_id }) => () => {
    here.since = message.ts;
    perform("shortcut", { ...body, callback_id });
  };
  const edit = () => {
    const text = prompt("Edit message", h("p", {}, mrkdwn(message.text, people)).textContent);
    if (text) perform("edit", { ...body, text });
  };
  const items = state.shortcuts.filter((one) => one.type === "message").map((one) => [one.name, run(one)]);
  if (!within) items.unshift(["Reply in thread", () => go({ thread: message.ts, since: null })]);
  if (message.user === state.me) {
    items.push(["Edit message", edit], ["Delete message", () => perform("delete", body)]);
  }
  return menu("tools", "More actions", items);
}

function avatar(user) {
  const [initial] = people.names[user];
  return state.users.find((one) => one.id === user).is_bot
    ? h("img", { class: "avatar", src: "icon.svg", alt: "" })
    : h("span", { class: `avatar face-${initial.charCodeAt(0) % 3}`, "aria-hidden": "true" }, initial);
}

function composer(channel, threadTs) {
  if (closed(channel)) return h("p", { class: "composer closed" }, closed(channel));
  const label = threadTs ? "Reply…" : `Message ${title(channel)}`;
  const write = (text) => { box.value = text; suggest(); };
  const suggest = () => {
    box.rows = Math.min(6, box.value.split("\n").length);
    const [word] = box.value.split(" ");
    const fits = word.startsWith("/") ? state.commands.filter((one) => one.command.startsWith(word)) : [];
    hint.replaceChildren(...(threadTs && fits.length ? [NOT_IN_THREADS] : fits.map((one) =>
      button(h("b", {}, one.command), () => { write(`${one.command} `); box.focus(); }, {},
        ` ${one.usage_hint}`, h("small", {}, one.description)))));
  };
  const send = async () => {
    const text = box.value.trim();
    if (!text) return;
    const isCommand = text.startsWith("/");
    if (isCommand) here.since = latest();
    form.previousElementSibling.dataset.follow = "yes";
    const sent = { channel: channel.id, text, thread_ts: threadTs };
    if (await perform(isCommand ? "command" : "say", sent)) write("");
  };
  const press = (event) => {
    const offered = event.key === "Tab" && hint.querySelector("button");
    if (!offered && (event.key !== "Enter" || event.shiftKey)) return;
    event.preventDefault();
    if (offered) offered.click();
    else send();
  };
  const hint = h("div", { class: "hint", "aria-live": "polite" });
  const box = h("textarea", { rows: 1, placeholder: label, "aria-label": label, autofocus: Boolean(threadTs),
    onkeydown: press, oninput: suggest });
  const form = h("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); send(); } }, hint,
    h("div", { class: "box" }, box, h("button", { class: "primary", "aria-label": "Send" }, "➤")));
  return form;
}

function modal() {
  const dialog = $("modal");
  const view = state.modals.at(-1);
  const key = view ? JSON.stringify([view.id, view.hash, view.errors]) : "";
  if (dialog.dataset.key === key) return;
  dialog.dataset.key = key;
  if (!view) return dialog.close();
  const act = (control, block_id, value) => perform("act_in_view", { control, block_id, value });
  const close = () => perform("close_modal", {});
  const submit = async (event) => {
    event.preventDefault();
    document.activeElement.blur();  // what is being typed counts, too
    await waiting;
    perform("submit", {});
  };
  dialog.oncancel = (event) => { event.preventDefault(); close(); };
  dialog.replaceChildren(h("form", { onsubmit: submit },
    h("header", {}, h("h2", { id: "modal-title" }, view.title.text),
      button("✕", close, { "aria-label": "Close" })),
    h("div", { class: "blocks" },
      view.errors[""] && h("p", { class: "error", role: "alert" }, view.errors[""]),
      draw(view.blocks, { people, inputs: view.state.values, errors: view.errors, act })),
    h("footer", {}, button(view.close?.text ?? "Cancel", close),
      view.submit && h("button", { class: "primary" }, view.submit.text))));
  if (!dialog.open) dialog.showModal();
}

become(query.get("user") ?? "alice");
