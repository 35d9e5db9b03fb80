// The page: a sidebar, a channel, a thread. It shows what the server says one person sees, and tells what that person does.
import { content, draw } from "./blocks.js";
import { clock, h, mrkdwn } from "./text.js";

const EXAMPLE = "/gpu-advice Llama 3 8B chat for 20 people at once";
const query = new URLSearchParams(location.search);
const $ = (id) => document.getElementById(id);
const here = { user: query.get("user") ?? "alice", channel: query.get("channel") ?? "ml-platform", thread: null, tab: "messages", since: null };
const read = {};
let state = null;
let waiting = Promise.resolve();

if (query.get("theme")) document.documentElement.dataset.theme = query.get("theme");

// Talking to the server

function perform(action, body) {
  waiting = waiting.then(async () => {
    const answer = await fetch(`/sandbox/do/${action}`, {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ user: state.me, ...body }),
    });
    toast(answer.ok ? "" : (await answer.json()).error);
    return answer.ok;
  });
  return waiting;
}

async function refresh() {
  const answer = await fetch(`/sandbox/state?user=${encodeURIComponent(here.user)}`);
  state = await answer.json();
  render();
}

let busy = false;
let again = false;
async function changed() {
  again = true;
  if (busy) return;
  busy = true;
  while (again) {
    again = false;
    await refresh();
  }
  busy = false;
}

let fading;
function toast(text) {
  clearTimeout(fading);
  $("toast").replaceChildren(text);
  if (text) fading = setTimeout(() => $("toast").replaceChildren(), 8000);
}

// What is where

const people = () => ({
  me: state.me,
  names: Object.fromEntries(state.users.map((one) => [one.id, one.real_name])),
  channels: Object.fromEntries(state.channels.map((one) => [one.id, one.name])),
});
const current = () => state.channels.find((one) => one.id === here.channel || one.name === here.channel) ?? state.channels[0];
const isApp = (channel) => channel.is_im && channel.is_member;
const closed = (channel) => channel.is_archived ? "This channel is archived." : channel.read_only && "Only some people can post here.";
const inThread = (channel, ts) => channel.messages.filter((one) => one.ts === ts || one.thread_ts === ts);
const replies = (channel, message) => channel.messages.filter((one) => one.thread_ts === message.ts && one.ts !== message.ts);
const flat = (channel) => channel.messages.filter((one) => !one.thread_ts || one.thread_ts === one.ts || one.subtype === "thread_broadcast");
const title = (channel) => (channel.is_im ? channel.name : `${channel.is_private ? "" : "# "}${channel.name}`);

const name = (channel) => h("span", { class: channel.is_private && !channel.is_im ? "lock" : null }, title(channel));

function go(change) {
  Object.assign(here, change);
  document.body.classList.remove("menu-open");
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
  if (!here.since) return;
  const started = channel.messages.find((one) => one.bot_id && one.ts > here.since && one.thread_ts && one.thread_ts !== one.ts);
  if (!started) return;
  Object.assign(here, { thread: started.thread_ts, since: null });
}

function sidebar(channel) {
  const entry = (one) => {
    const news = one.messages.at(-1)?.ts > (read[one.id] ?? "0");
    const chosen = one === channel;
    return h("li", {}, h("button", { class: news ? "news" : "", "aria-current": chosen ? "page" : null,
      onclick: () => go({ channel: one.id, thread: null, tab: "messages", since: null }) },
    name(one), one.is_archived && h("small", {}, " archived"), news && h("span", { class: "dot", "aria-label": "unread" })));
  };
  const group = (name, list) => [h("h2", {}, name), h("ul", {}, list.map(entry))];
  const choose = h("select", { id: "who", onchange: (event) => switchTo(event.target.value) },
    state.users.filter((one) => !one.is_bot).map((one) => h("option", { value: one.id, selected: one.id === state.me }, one.real_name)));
  patch($("sidebar"), [
    h("header", {}, h("h1", {}, "Sandbox"), h("button", { class: "burger", "aria-label": "Close the list", onclick: () => document.body.classList.remove("menu-open") }, "✕")),
    ...group("Channels", state.channels.filter((one) => !one.is_im)),
    ...group("Direct messages", state.channels.filter((one) => one.is_im && !isApp(one))),
    ...group("Apps", state.channels.filter(isApp)),
    h("label", { class: "who" }, avatar(state.me), h("span", {}, "You are"), choose),
  ]);
}

function switchTo(user) {
  Object.assign(here, { user, thread: null, since: null });
  query.set("user", user);
  history.replaceState(null, "", `?${query}`);
  changed();
}

function main(channel) {
  const home = isApp(channel) && here.tab === "home";
  const tab = (name, label) => h("button", { role: "tab", "aria-selected": String(here.tab === name),
    onclick: () => { go({ tab: name }); perform("open_home", { tab: name }); } }, label);
  const burger = h("button", { class: "burger", "aria-label": "Channels and people", onclick: () => document.body.classList.add("menu-open") }, "☰");
  const head = h("header", {}, burger, h("h2", {}, name(channel)),
    isApp(channel) ? h("div", { role: "tablist" }, tab("messages", "Messages"), tab("home", "Home"))
      : !channel.is_member && h("small", {}, "GPU Advisor is not in this conversation"));
  const box = $("channel");
  if (box.dataset.key !== `${channel.id}:${state.me}:${here.tab}`) {
    box.dataset.key = `${channel.id}:${state.me}:${here.tab}`;
    box.replaceChildren(head, h("div", { class: "log", role: "log", "aria-live": "polite", tabindex: 0 }),
      home ? "" : composer(channel, null));
  }
  patch(box.children[0], [...head.childNodes]);
  if (home) return drawHome(box.children[1]);
  return fill(box.children[1], [["welcome", () => welcome(channel)], ...messages(channel, flat(channel), false)]);
}

function drawHome(log) {
  const key = state.home?.hash ?? "none";
  if (log.dataset.home === key) return;
  log.dataset.home = key;
  const place = { people: people(), inputs: state.home?.state.values, act: (control, block, value) =>
    perform("act_in_view", { control, block_id: block, value, home: true }) };
  log.replaceChildren(h("div", { class: "home" }, state.home ? draw(state.home.blocks, place) : "This app has no Home yet."));
}

function welcome(channel) {
  const start = () => { const box = document.querySelector("#channel textarea"); box.value = EXAMPLE; box.focus(); };
  return h("section", { class: "welcome" },
    h("h2", {}, title(channel)),
    h("p", {}, "This is a Slack workspace of your own, on this machine. Nothing leaves it."),
    !closed(channel) && h("p", {}, "Type ", h("code", {}, EXAMPLE), " below, then answer in the thread: by tapping or in your own words. ",
      h("code", {}, "/gpu-history"), " finds the advice again, ", h("code", {}, "/gpu-advice help"), " explains."),
    !closed(channel) && h("button", { class: "primary", onclick: start }, "Try It"));
}

function messages(channel, list, within) {
  return list.map((message, number) => {
    const before = list[number - 1];
    const joined = before && before.user === message.user && !before.ephemeral && !message.ephemeral && message.ts - before.ts < 300;
    const { inputs: _, ...seen } = message;
    const count = within ? 0 : replies(channel, message).length;
    const open = !within && here.thread === message.ts;
    return [JSON.stringify([seen, joined, count, open]), () => drawMessage(channel, message, { joined, count, within, open }), message.ts];
  });
}

function drawMessage(channel, message, { joined, count, within, open }) {
  const place = { people: people(), inputs: message.inputs, act: (control, block, value) => {
    here.since = message.thread_ts ? null : state.channels.flatMap((one) => one.messages).reduce((last, one) => (one.ts > last ? one.ts : last), "0");
    return perform("act", { channel: channel.id, ts: message.ts, control, block_id: block, value });
  } };
  const latest = replies(channel, message).at(-1);
  return h("article", { class: ["message", joined && "joined", message.ephemeral && "ephemeral", open && "open"].filter(Boolean).join(" "), "data-ts": message.ts },
    joined ? h("time", { class: "beside" }, clock(message.ts)) : avatar(message.user),
    h("div", { class: "body" },
      message.ephemeral && h("small", { class: "only" }, "Only visible to you"),
      !joined && h("div", { class: "by" }, h("b", {}, place.people.names[message.user]), message.bot_id && h("span", { class: "app" }, "APP"), h("time", {}, clock(message.ts))),
      content(message, place),
      message.edited && !message.bot_id && h("small", {}, "(edited)"),
      message.files?.map((file) => h("a", { class: "file", href: file.url_private, download: file.name }, file.name)),
      count > 0 && h("button", { class: "replies", onclick: () => go({ thread: message.ts, since: null }) },
        `${count} ${count === 1 ? "reply" : "replies"}`, h("small", {}, ` last at ${clock(latest.ts)}`))),
    tools(channel, message, within));
}

function tools(channel, message, within) {
  if (message.ephemeral || channel.is_archived) return "";
  const item = (label, run) => h("button", { type: "button", role: "menuitem", onclick: (event) => { event.target.closest("details").open = false; run(); } }, label);
  const body = { channel: channel.id, ts: message.ts };
  const own = message.user === state.me;
  return h("details", { class: "menu tools" }, h("summary", { "aria-label": "More actions" }, "⋯"),
    h("div", { class: "sheet", role: "menu" },
      !within && item("Reply in thread", () => go({ thread: message.ts, since: null })),
      state.shortcuts.filter((one) => one.type === "message").map((one) => item(one.name, () => {
        here.since = message.ts;
        perform("shortcut", { ...body, callback_id: one.callback_id });
      })),
      own && item("Edit message", () => {
        const words = prompt("Edit message", mrkdwn(message.text, people()).flat(9).map((part) => part.textContent ?? part).join(""));
        if (words) perform("edit", { ...body, text: words });
      }),
      own && item("Delete message", () => perform("delete", body))));
}

function avatar(user) {
  const initial = people().names[user][0];
  const app = state.users.find((one) => one.id === user)?.is_bot;
  return app ? h("img", { class: "avatar", src: "icon.svg", alt: "" }) : h("span", { class: `avatar face-${initial.charCodeAt(0) % 3}`, "aria-hidden": "true" }, initial);
}

function composer(channel, threadTs) {
  if (closed(channel)) return h("p", { class: "composer closed" }, closed(channel));
  const hint = h("div", { class: "hint", "aria-live": "polite" });
  const label = threadTs ? "Reply…" : `Message ${title(channel)}`;
  const box = h("textarea", { rows: 1, placeholder: label, "aria-label": label, autofocus: Boolean(threadTs),
    oninput: () => suggest(box, hint, threadTs),
    onkeydown: (event) => {
      if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); send(); }
      if (event.key === "Tab" && hint.querySelector("button")) { event.preventDefault(); hint.querySelector("button").click(); }
    } });
  const send = async () => {
    const text = box.value.trim();
    if (!text) return;
    const place = { channel: channel.id, text, thread_ts: threadTs };
    const isCommand = text.startsWith("/");
    if (isCommand) here.since = channel.messages.at(-1)?.ts ?? "0";
    box.closest("form").previousElementSibling.dataset.follow = "yes";
    if (await perform(isCommand ? "command" : "say", place)) {
      box.value = "";
      suggest(box, hint, threadTs);
    }
  };
  return h("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); send(); } }, hint,
    h("div", { class: "box" }, box, h("button", { class: "primary", "aria-label": "Send" }, "➤")));
}

function suggest(box, hint, threadTs) {
  const typed = box.value;
  box.rows = Math.min(6, typed.split("\n").length);
  const fits = typed.startsWith("/") ? state.commands.filter((one) => one.command.startsWith(typed.split(" ")[0])) : [];
  hint.replaceChildren(...(threadTs && fits.length ? ["Slash commands do not work in threads: just reply, or mention @gpu-advisor."]
    : fits.map((one) => h("button", { type: "button", onclick: () => { box.value = `${one.command} `; box.focus(); suggest(box, hint, threadTs); } },
      h("b", {}, one.command), ` ${one.usage_hint ?? ""}`, h("small", {}, one.description ?? "")))));
}

function thread(channel) {
  const box = $("thread");
  const list = here.thread ? inThread(channel, here.thread) : [];
  box.hidden = !list.length;
  document.body.classList.toggle("threaded", Boolean(list.length));
  if (!list.length) { box.dataset.key = ""; return; }
  const key = `${channel.id}:${here.thread}:${state.me}`;
  if (box.dataset.key !== key) {
    box.dataset.key = key;
    box.replaceChildren(
      h("header", {}, h("h2", {}, "Thread"), h("small", {}, title(channel)), h("button", { "aria-label": "Close the thread", onclick: () => go({ thread: null }) }, "✕")),
      h("div", { class: "log", role: "log", "aria-live": "polite", tabindex: 0 }), composer(channel, here.thread));
    box.querySelector("textarea")?.focus();
  }
  fill(box.children[1], messages(channel, list, true));
}

function modal() {
  const dialog = $("modal");
  const view = state.modals.at(-1);
  const key = view ? JSON.stringify([view.id, view.hash, view.errors]) : "";
  if (dialog.dataset.key === key) return;
  dialog.dataset.key = key;
  if (!view) { dialog.close(); return; }
  const place = { people: people(), inputs: view.state.values, errors: view.errors,
    act: (control, block, value) => perform("act_in_view", { control, block_id: block, value }) };
  const submit = async (event) => { event.preventDefault(); document.activeElement.blur(); await waiting; perform("submit", {}); };
  dialog.oncancel = (event) => { event.preventDefault(); perform("close_modal", {}); };
  dialog.replaceChildren(h("form", { novalidate: true, onsubmit: submit },
    h("header", {}, h("h2", { id: "modal-title" }, view.title.text), h("button", { type: "button", "aria-label": "Close", onclick: () => perform("close_modal", {}) }, "✕")),
    h("div", { class: "blocks" }, view.errors[""] && h("p", { class: "error", role: "alert" }, view.errors[""]), draw(view.blocks, place)),
    h("footer", {}, h("button", { type: "button", onclick: () => perform("close_modal", {}) }, view.close?.text ?? "Cancel"),
      view.submit && h("button", { class: "primary" }, view.submit.text))));
  if (!dialog.open) dialog.showModal();
}

// Keep what has not changed, so that nothing one is typing or reading jumps; follow what one has just sent.

function fill(log, entries) {
  const atEnd = log.dataset.follow || log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  const kept = new Map([...log.children].map((node) => [node.dataset.key, node]));
  const nodes = entries.map(([key, make, ts]) => {
    const node = kept.get(key) ?? make();
    node.dataset.key = key;
    if (ts) node.dataset.ts = ts;
    return node;
  });
  const wanted = new Set(nodes);
  [...log.children].filter((node) => !wanted.has(node)).forEach((node) => node.remove());
  nodes.forEach((node, number) => { if (log.children[number] !== node) log.insertBefore(node, log.children[number] ?? null); });
  if (atEnd) log.scrollTop = log.scrollHeight;
  if (entries.length > kept.size) delete log.dataset.follow;
}

function patch(box, nodes) {
  const next = h(box.tagName, {}, nodes);
  if (next.innerHTML !== box.innerHTML) {
    const focused = [...box.querySelectorAll("button, select")].indexOf(document.activeElement);
    box.replaceChildren(...next.childNodes);
    if (focused >= 0) box.querySelectorAll("button, select")[focused]?.focus();
  }
}

new EventSource("/sandbox/changes").onmessage = changed;
