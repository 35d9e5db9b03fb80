// Slack's text, made into nodes. Nothing here ever becomes HTML: words only enter as text nodes.
import { h } from "./nodes.js";

// All that one person sees, as the server sent it last.
export const state = { users: [], channels: [] };
export const person = (id) => state.users.find((one) => one.id === id)?.real_name ?? id;

const entities = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
const moment = (seconds, form) => new Date(seconds * 1000).toLocaleString("en", form);
export const clock = (seconds) => moment(seconds, { hour: "numeric", minute: "2-digit" });
const day = (seconds) => moment(seconds, { day: "numeric", month: "short", year: "numeric" });

function angled(inside) {
  const [target, label] = inside.split("|");
  const id = target.slice(1);
  const mention = (name, mine) => h("span", { class: mine ? "mention mine" : "mention" }, target[0] + name);
  if (target[0] === "@") return mention(person(id), id === state.me);
  const channel = state.channels.find((one) => one.id === id);
  if (target[0] === "#") return mention(channel?.name ?? label ?? "private channel");
  const [date, seconds, form] = target.split("^");
  if (date === "!date") return h("time", {}, form.replace("{date_short_pretty}", day(seconds)));
  const href = /^https?:/i.test(target) && entities(target);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer" }, entities(label ?? target));
}

const STYLES = { "*": "b", _: "i", "~": "s" };
const INLINE = /`([^`\n]+)`|<([^<>\n]+)>|^&gt; ?(.*)$|(?<!\w)([*_~])(?=\S)((?:(?!\4).)+)(?<=\S)\4(?!\w)/gm;

function inline(text) {
  const nodes = [];
  let end = 0;
  for (const { 0: whole, 1: code, 2: angle, 3: quote, 4: style, 5: styled, index } of text.matchAll(INLINE)) {
    nodes.push(entities(text.slice(end, index)));
    if (code) nodes.push(h("code", {}, entities(code)));
    else if (angle) nodes.push(angled(angle));
    else if (style) nodes.push(h(STYLES[style], {}, inline(styled)));
    else nodes.push(h("blockquote", {}, inline(quote)));
    end = index + whole.length;
  }
  return [...nodes, entities(text.slice(end))];
}

export const mrkdwn = (text) => text.split(/```\n?([\s\S]*?)\n?```/).map((part, number) =>
  number % 2 ? h("pre", {}, entities(part)) : inline(part));

export const textOf = ({ type, text }) => (type === "mrkdwn" ? mrkdwn(text) : text);
