// The page: a sidebar, a channel, a thread. It shows what one person sees, and tells what that person does.
import { draw, filled, menu } from "./blocks.js";
import { fill, h } from "./nodes.js";
import { clock, mrkdwn, person, state } from "./text.js";

const BOT = "U0ADVISOR";
const EXAMPLE = "/gpu-advice Llama 3 8B chat for 20 people at once";
const $ = (id) => document.getElementById(id);
const query = new URLSearchParams(location.search);
const here = { channel: query.get("channel") ?? "ml-platform", thread: null, tab: "messages", since: null, acted: null };
const read = {};
const shown = {};  // the latest message shown in each pane
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
  const latest = state.channels.flatMap((one) => one.messages.map(({ ts }) => ts)).sort().at(-1) ?? "0";
  here.acted = latest;
  if (["command", "say", "click", "shortcut"].includes(action) && body.channel !== "") here.since = latest;
  waiting = waiting.then(async () => {
    const sent = JSON.stringify({ user: state.me, ...body });
    const answer = await fetch(`/sandbox/do/${action}`, { method: "POST", body: sent });
    $("toast").replaceChildren(answer.ok ? "" : h("p", {}, (await answer.json()).error));
    return answer.ok;
  });
  return waiting;
}

function go(change) {
  Object.assign(here, { since: null }, change);
  $("sidebar").hidePopover();
  render();
}

// What is where

const within = (channel, ts) => channel.messages.filter((one) => ts && [one.ts, one.thread_ts].includes(ts));
const title = ({ kind, name }) => (kind === "channel" ? `# ${name}` : name);
const named = (channel) => h("span", { class: channel.kind === "group" && "lock" }, title(channel));
const button = (label, onclick, attributes, ...more) =>
  h("button", { type: "button", onclick, ...attributes }, label, more);

// Drawing

function render() {
  const asked = state.channels.find((one) => one.id === here.channel || one.name === here.channel);
  const channel = asked ?? state.channels[0];
  read[channel.id] = channel.messages.at(-1)?.ts;
  // When the bot takes up what one has just typed or clicked, its thread opens by itself.
  const begun = here.since && channel.messages.find((one) =>
    one.bot_id && one.ts > here.since && one.thread_ts && one.thread_ts !== one.ts);
  if (begun) Object.assign(here, { thread: begun.thread_ts, since: null });
  sidebar(channel);
  main(channel);
  thread(channel, within(channel, here.thread));
  modal(state.modal);
}

function sidebar(channel) {
  const entry = (one) => {
    const news = one.messages.at(-1)?.ts > (read[one.id] ?? "0") && "news";
    const visit = () => go({ channel: one.id, thread: null, tab: "messages" });
    return h("li", {}, button(named(one), visit, { class: news, "aria-current": one === channel && "page" }));
  };
  const group = (name, fits) => [h("h2", {}, name), h("ul", {}, state.channels.filter(fits).map(entry))];
  const people = state.users.filter(({ id }) => id !== BOT).map((one) =>
    h("option", { value: one.id, selected: one.id === state.me }, one.real_name));
  fill($("sidebar"), [
    h("header", {}, h("b", {}, "Sandbox")),
    group("Channels", ({ kind }) => kind !== "im"),
    group("Apps", ({ kind }) => kind === "im"),
    h("label", { class: "who" }, avatar(state.me), h("span", {}, "You are"),
      h("select", { onchange: ({ target }) => become(target.value) }, people)),
  ]);
}

function main(channel) {
  const direct = channel.kind === "im";
  const visit = (tab) => { go({ tab }); perform("open_home", { tab }); };
  const tab = (name, label) =>
    button(label, () => visit(name), { role: "tab", "aria-selected": String(here.tab === name) });
  const head = [
    button("☰", null, { class: "burger", popovertarget: "sidebar", "aria-label": "Channels and people" }),
    h("h1", {}, named(channel)),
    direct && h("div", { role: "tablist" }, tab("messages", "Messages"), tab("home", "Home")),
    !channel.members.includes(BOT) && h("small", {}, "GPU Advisor is not in this conversation"),
  ];
  if (direct && here.tab === "home") return pane(channel, "channel", "home", head, [home()]);
  const list = channel.messages.filter((one) => !one.thread_ts || one.thread_ts === one.ts);
  const entries = [welcome(channel), ...messages(channel, list)];
  return pane(channel, "channel", "", head, entries, composer(channel));
}

function thread(channel, list) {
  const close = () => { go({ thread: null }); document.querySelector("#channel textarea").focus(); };
  const head = [h("h1", {}, "Thread"), h("small", {}, title(channel)),
    button("✕", close, { "aria-label": "Close the thread" })];
  if (!list.length) return $("thread").replaceChildren();
  const entries = messages(channel, list, true);
  return pane(channel, "thread", here.thread, head, entries, composer(channel, here.thread));
}

// A pane is made anew only where another place is shown, so that nothing one is typing is lost. Whoever is at
// its end stays there, but for what is new: that is read from where it begins, as is a thread one has not seen.
// What answers one is shown wherever one was.
function pane(channel, id, what, head, entries, write) {
  const box = $(id);
  const key = [channel.id, state.me, what].join();
  const part = (tag, attributes) => h(tag, { ...attributes, key: tag + key });
  const before = box.children[1];
  const atEnd = !before || before.scrollHeight - before.scrollTop - before.clientHeight < 80;
  const log = { class: "log", role: "log", "aria-live": "polite", tabindex: 0 };
  fill(box, [part("header"), part("div", log), write && Object.assign(write, { key: `form${key}` })]);
  const [header, list] = box.children;
  fill(header, head);
  fill(list, entries);
  const seen = shown[key] ?? (id === "thread" ? "0" : "9");
  const fresh = [...list.children].find(({ dataset }) => dataset.ts > seen);
  shown[key] = list.lastChild?.dataset.ts ?? seen;
  const answered = here.acted && fresh?.dataset.ts > here.acted;
  const moves = atEnd || answered || list !== before;
  if (answered) here.acted = null;
  if (moves) list.scrollTop = list.scrollHeight;
  if (moves && fresh) list.scrollTop += Math.min(0, topOf(fresh) - topOf(list));
  if (list !== before) box.querySelector("[autofocus]")?.focus();
}

const topOf = (node) => node.getBoundingClientRect().top;

function home() {
  const { home: view } = state;
  const act = (acted) => perform("click", { channel: "", place: "home", ...acted });
  const drawn = view ? draw(view.id, view.blocks, act) : "This app has no Home yet.";
  return h("div", { class: "home", key: view?.id }, drawn);
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
    h("p", {}, "Type ", h("code", {}, EXAMPLE), " below, then answer in the thread: by tapping or in your ",
      "own words. ", h("code", {}, "/gpu-history"), " finds the advice again, ",
      h("code", {}, "/gpu-advice help"), " explains."),
    button("Try It", start, { class: "primary" }));
}

const messages = (channel, list, inThread) => list.map((message, number) => {
  const { ts, user, text, blocks, visible_to: hidden } = message;
  const before = list[number - 1];
  const joined = before?.user === user && !before.visible_to && !hidden && ts - before.ts < 300;
  const answers = inThread ? [] : within(channel, ts).slice(1);
  const opened = !inThread && here.thread === ts;
  const kinds = ["message", joined && "joined", hidden && "ephemeral", opened && "open"];
  const act = (acted) => perform("click", { channel: channel.id, place: ts, ...acted });
  const open = () => go({ thread: ts });
  const items = state.shortcuts.filter(({ type }) => type === "message").map(({ name, callback_id }) =>
    [name, () => perform("shortcut", { callback_id, channel: channel.id, ts })]);
  if (!inThread) items.unshift(["Reply in thread", open]);
  const key = JSON.stringify([message, kinds, answers.length]);
  const make = () => h("article", { key, "data-ts": ts, class: kinds.filter(Boolean).join(" ") },
    !joined && avatar(user),
    h("div", { class: "body" },
      hidden && h("small", { class: "only" }, "Only visible to you"),
      !joined && h("div", { class: "by" }, h("b", {}, person(user)),
        message.bot_id && h("span", { class: "app" }, "APP"), h("time", {}, clock(ts))),
      blocks.length ? draw(state.me + ts, blocks, act) : h("div", { class: "block text" }, mrkdwn(text)),
      message.files.map(({ name, url_private: href }) => h("a", { href, download: name }, name)),
      answers.length > 0 && button(`${answers.length} ${answers.length === 1 ? "reply" : "replies"}`, open,
        { class: "replies" }, h("small", {}, ` last at ${clock(answers.at(-1).ts)}`))),
    !hidden && menu("tools", "More actions", items));
  return { key, make };
});

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
      ...anywhere.map(({ name, callback_id, ...one }) =>
        offer(name, one, () => { write(""); perform("shortcut", { callback_id }); })));
  };
  const send = async (event) => {
    event.preventDefault();
    const text = box.value.trim();
    if (!text) return;
    form.previousElementSibling.scrollTop = form.previousElementSibling.scrollHeight;
    const sent = { channel: channel.id, text, thread_ts: threadTs };
    if (await perform(text.startsWith("/") ? "command" : "say", sent)) write("");
  };
  const press = (event) => event.key === "Enter" && !event.shiftKey && send(event);
  const hint = h("div", { class: "hint", "aria-live": "polite" });
  const box = h("textarea", { rows: 1, placeholder: label, "aria-label": label, autofocus: Boolean(threadTs),
    onkeydown: press, oninput: suggest });
  const form = h("form", { class: "composer", onsubmit: send }, hint,
    h("div", { class: "box" }, box, h("button", { class: "primary", "aria-label": "Send" }, "➤")));
  return form;
}

function modal(view) {
  const dialog = $("modal");
  if (!view) {
    dialog.replaceChildren();
    return dialog.close();
  }
  const key = JSON.stringify([view.hash, state.errors]);
  const close = () => perform("close_modal", {});
  const act = (acted) => perform("click", { channel: "", place: "modal", ...acted });
  const submit = (event) => {
    event.preventDefault();
    document.activeElement.blur();  // what is being typed counts, too
    perform("submit_view", { values: filled[view.id] });
  };
  dialog.oncancel = (event) => { event.preventDefault(); close(); };
  fill(dialog, [h("form", { key, onsubmit: submit },
    h("header", {}, h("h2", { id: "modal-title" }, view.title.text),
      button("✕", close, { "aria-label": "Close" })),
    h("div", { class: "blocks" }, draw(view.id, view.blocks, act, state.errors)),
    h("footer", {}, button(view.close?.text ?? "Cancel", close),
      view.submit && h("button", { class: "primary" }, view.submit.text)))]);
  if (dialog.open) return;
  dialog.showModal();
  dialog.querySelector(".blocks :is(input, select, summary, textarea)")?.focus();
}

become(query.get("user") ?? "U01ALICE");
