// The page: a sidebar, a channel, a thread. It shows what one person sees, and tells what that person does.
import { draw, filled, menu } from "./blocks.js";
import { fill, h, patch } from "./nodes.js";
import { clock, mrkdwn, person, state } from "./text.js";

const BOT = "U0ADVISOR";
const EXAMPLE = "/gpu-advice Llama 3 8B chat for 20 people at once";
const $ = (id) => document.getElementById(id);
const query = new URLSearchParams(location.search);
const here = { channel: query.get("channel") ?? "ml-platform", thread: null, tab: "messages", since: null };
const read = {};
let changes;
let waiting = Promise.resolve();

// Talking to the server: it sends all that one person sees, whenever something has changed.

function become(user) {
  Object.assign(here, { thread: null, since: null });
  query.set("user", user);
  history.replaceState(null, "", `?${query}`);
  changes?.close();
  changes = new EventSource(`/sandbox/changes?user=${encodeURIComponent(user)}`);
  changes.onmessage = ({ data }) => {
    Object.assign(state, JSON.parse(data));
    render();
  };
}

// One thing after the other, as one did it.
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
const flat = (channel) => channel.messages.filter((one) => !one.thread_ts || one.thread_ts === one.ts);
const within = (channel, ts) => channel.messages.filter((one) => ts && [one.ts, one.thread_ts].includes(ts));
const title = ({ kind, name }) => (kind === "channel" ? `# ${name}` : name);
const named = (channel) => h("span", { class: channel.kind === "group" && "lock" }, title(channel));
const latest = () => state.channels.flatMap((one) => one.messages.map(({ ts }) => ts)).sort().at(-1) ?? "0";
const button = (label, onclick, attributes, ...more) =>
  h("button", { type: "button", onclick, ...attributes }, label, more);

function go(change) {
  Object.assign(here, change);
  $("sidebar").hidePopover();
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
    const news = one.messages.at(-1)?.ts > (read[one.id] ?? "0") && "news";
    const visit = () => go({ channel: one.id, thread: null, tab: "messages", since: null });
    return h("li", {}, button(named(one), visit, { class: news, "aria-current": one === channel && "page" }));
  };
  const group = (name, fits) => [h("h2", {}, name), h("ul", {}, state.channels.filter(fits).map(entry))];
  patch($("sidebar"), [
    h("header", {}, h("b", {}, "Sandbox")),
    group("Channels", ({ kind }) => kind !== "im"),
    group("Apps", ({ kind }) => kind === "im"),
    h("label", { class: "who" }, avatar(state.me), h("span", {}, "You are"),
      h("select", { onchange: ({ target }) => become(target.value) }, state.users.map((one) =>
        one.id !== BOT && h("option", { value: one.id, selected: one.id === state.me }, one.real_name)))),
  ]);
}

function main(channel) {
  const home = channel.kind === "im" && here.tab === "home";
  const tab = (name, label) => button(label, () => { go({ tab: name }); perform("open_home", { tab: name }); },
    { role: "tab", "aria-selected": String(here.tab === name) });
  const head = [
    button("☰", null, { class: "burger", popovertarget: "sidebar", "aria-label": "Channels and people" }),
    h("h1", {}, named(channel)),
    channel.kind === "im" ? h("div", { role: "tablist" }, tab("messages", "Messages"), tab("home", "Home"))
      : !channel.members.includes(BOT) && h("small", {}, "GPU Advisor is not in this conversation"),
  ];
  const entries = home ? [[state.home?.id ?? "none", drawHome]]
    : [["welcome", () => welcome(channel)], ...messages(channel, flat(channel), false)];
  pane($("channel"), here.tab, head, entries, () => (home ? "" : composer(channel, null)));
}

function thread(channel) {
  const list = within(channel, here.thread);
  $("thread").hidden = !list.length;
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
    box.replaceChildren(h("header"),
      h("div", { class: "log", role: "log", "aria-live": "polite", tabindex: 0 }), write());
  }
  const [header, log] = box.children;
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  patch(header, head);
  fill(log, entries);
  if (atEnd) log.scrollTop = log.scrollHeight;
  if (anew) box.querySelector("[autofocus]")?.focus();
}

function drawHome() {
  const act = (acted) => perform("click", { channel: "", place: "home", ...acted });
  const { home } = state;
  return h("div", { class: "home" }, home ? draw(home.id, home.blocks, act) : "This app has no Home yet.");
}

function welcome(channel) {
  const start = () => {
    const box = document.querySelector("#channel textarea");
    box.value = EXAMPLE;
    box.focus();
  };
  return h("section", { class: "welcome" },
    h("h2", {}, title(channel)),
    h("p", {}, "This is a Slack workspace of your own, on this machine. Nothing leaves it."),
    h("p", {}, "Type ", h("code", {}, EXAMPLE), " below, then answer in the thread: by tapping or in your own",
      " words. ", h("code", {}, "/gpu-history"), " finds the advice again, ",
      h("code", {}, "/gpu-advice help"), " explains."),
    button("Try It", start, { class: "primary" }));
}

function messages(channel, list, inThread) {
  return list.map((message, number) => {
    const before = list[number - 1];
    const joined = before?.user === message.user && !before.visible_to && !message.visible_to
      && message.ts - before.ts < 300;
    const answers = inThread ? [] : within(channel, message.ts).slice(1);
    const opened = !inThread && here.thread === message.ts;
    return [JSON.stringify([message, joined, answers.length, opened]),
      () => drawMessage(channel, message, { joined, answers, inThread, opened })];
  });
}

function drawMessage(channel, message, { joined, answers, inThread, opened }) {
  const { ts, blocks, visible_to: hidden } = message;
  const act = (acted) => {
    here.since = message.thread_ts ? null : latest();
    return perform("click", { channel: channel.id, place: ts, ...acted });
  };
  const kinds = ["message", joined && "joined", hidden && "ephemeral", opened && "open"];
  const count = `${answers.length} ${answers.length === 1 ? "reply" : "replies"}`;
  return h("article", { class: kinds.filter(Boolean).join(" ") },
    !joined && avatar(message.user),
    h("div", { class: "body" },
      hidden && h("small", { class: "only" }, "Only visible to you"),
      !joined && h("div", { class: "by" }, h("b", {}, person(message.user)),
        message.bot_id && h("span", { class: "app" }, "APP"), h("time", {}, clock(ts))),
      blocks.length ? draw(state.me + ts, blocks, act) : h("div", { class: "block text" }, mrkdwn(message.text)),
      message.files.map((file) =>
        h("a", { class: "file", href: file.url_private, download: file.name }, file.name)),
      answers.length > 0 && button(count, () => go({ thread: ts, since: null }), { class: "replies" },
        h("small", {}, ` last at ${clock(answers.at(-1).ts)}`))),
    !hidden && tools(channel, message, inThread));
}

function shortcut({ callback_id }, place = {}) {
  here.since = latest();
  perform("shortcut", { callback_id, ...place });
}

function tools(channel, { ts }, inThread) {
  const items = state.shortcuts.filter(({ type }) => type === "message").map((one) =>
    [one.name, () => shortcut(one, { channel: channel.id, ts })]);
  if (!inThread) items.unshift(["Reply in thread", () => go({ thread: ts, since: null })]);
  return menu("tools", "More actions", items);
}

function avatar(user) {
  const [initial] = person(user);
  return user === BOT
    ? h("img", { class: "avatar", src: "icon.svg", alt: "" })
    : h("span", { class: `avatar face-${initial.charCodeAt(0) % 3}`, "aria-hidden": "true" }, initial);
}

function composer(channel, threadTs) {
  const label = threadTs ? "Reply…" : `Message ${title(channel)}`;
  const write = (text) => { box.value = text; suggest(); };
  const offer = (name, { usage_hint: usage, description }, run) =>
    button(h("b", {}, name), run, {}, usage && ` ${usage}`, h("small", {}, description));
  const suggest = () => {
    box.rows = Math.min(6, box.value.split("\n").length);
    const [word] = box.value.split(" ");
    const fits = state.slash_commands.filter(({ command }) => word && !threadTs && command.startsWith(word));
    const anywhere = state.shortcuts.filter(({ type }) => type === "global" && word === "/" && !threadTs);
    hint.replaceChildren(
      ...fits.map((one) => offer(one.command, one, () => { write(`${one.command} `); box.focus(); })),
      ...anywhere.map((one) => offer(one.name, one, () => { write(""); shortcut(one); })));
  };
  const send = async (event) => {
    event.preventDefault();
    const text = box.value.trim();
    if (!text) return;
    const isCommand = text.startsWith("/");
    if (isCommand) here.since = latest();
    form.previousElementSibling.scrollTop = form.previousElementSibling.scrollHeight;
    const sent = { channel: channel.id, text, thread_ts: threadTs };
    if (await perform(isCommand ? "command" : "say", sent)) write("");
  };
  const press = (event) => event.key === "Enter" && !event.shiftKey && send(event);
  const hint = h("div", { class: "hint", "aria-live": "polite" });
  const box = h("textarea", { rows: 1, placeholder: label, "aria-label": label, autofocus: Boolean(threadTs),
    onkeydown: press, oninput: suggest });
  const form = h("form", { class: "composer", onsubmit: send }, hint,
    h("div", { class: "box" }, box, h("button", { class: "primary", "aria-label": "Send" }, "➤")));
  return form;
}

function modal() {
  const dialog = $("modal");
  const { modal: view, errors } = state;
  const key = view ? JSON.stringify([view.hash, errors]) : "";
  if (dialog.dataset.key === key) return;
  dialog.dataset.key = key;
  if (!view) return dialog.close();
  const close = () => perform("close_modal", {});
  const submit = (event) => {
    event.preventDefault();
    document.activeElement.blur();  // what is being typed counts, too
    perform("submit_view", { values: filled[view.id] });
  };
  dialog.oncancel = (event) => { event.preventDefault(); close(); };
  dialog.replaceChildren(h("form", { onsubmit: submit },
    h("header", {}, h("h2", { id: "modal-title" }, view.title.text),
      button("✕", close, { "aria-label": "Close" })),
    h("div", { class: "blocks" },
      draw(view.id, view.blocks, (acted) => perform("click", { channel: "", place: "modal", ...acted }), errors)),
    h("footer", {}, button(view.close?.text ?? "Cancel", close),
      view.submit && h("button", { class: "primary" }, view.submit.text))));
  if (!dialog.open) dialog.showModal();
}

become(query.get("user") ?? "U01ALICE");
