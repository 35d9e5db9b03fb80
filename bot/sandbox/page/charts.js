// Bars as SVG, with a legend and the numbers in words for screen readers.
import { h } from "./text.js";

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP] = [560, 244, 46, 40, 22];

function svg(tag, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children.flat());
  return node;
}

const words = (x, y, text, anchor = "middle") => svg("text", { x, y, "text-anchor": anchor }, text);
const tip = (text) => svg("title", {}, text);
const short = (value) => (Math.abs(value) >= 10000 ? `${+(value / 1000).toPrecision(3)}k` : `${+value.toPrecision(3)}`);

// A label under its bar, in as many lines as the room beside its neighbours asks for.
function label(x, text, room) {
  const most = Math.max(6, Math.floor(room / 6.2));
  const lines = text.split(" ").reduce((kept, word) => {
    const fits = kept.length && kept.at(-1).length + word.length < most;
    return fits ? [...kept.slice(0, -1), `${kept.at(-1)} ${word}`] : [...kept, word];
  }, []);
  return lines.map((line, number) => words(x, HEIGHT - BOTTOM + 15 + 12 * number, line));
}

function axes(chart, most, x, slot) {
  const { categories, x_label: xLabel, y_label: yLabel } = chart.axis_config;
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((part) => part * most);
  const every = Math.ceil(categories.length / 10);
  return [
    ...ticks.flatMap((tick) => [
      svg("line", { x1: LEFT, x2: WIDTH, y1: at(tick, most), y2: at(tick, most), class: "grid" }),
      words(LEFT - 6, at(tick, most) + 4, short(tick), "end"),
    ]),
    ...categories.flatMap((name, number) => (number % every ? "" : label(x(number), name, slot * every))),
    yLabel ? words(2, 9, yLabel, "start") : "",
    xLabel ? words(WIDTH, HEIGHT, xLabel, "end") : "",
  ];
}

const at = (value, most) => HEIGHT - BOTTOM - (value / most) * (HEIGHT - BOTTOM - TOP);

function ceiling(values) {
  const most = Math.max(...values, 1e-9);
  const step = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 4, 5, 8, 10].map((part) => part * step).find((tick) => tick >= most);
}

function plot(chart) {
  const { series, axis_config: axis } = chart;
  const most = ceiling(series.flatMap((one) => one.data.map((point) => point.value)));
  const slot = (WIDTH - LEFT) / axis.categories.length;
  const x = (number) => LEFT + slot * (number + 0.5);
  const width = Math.min(44, (slot * 0.76) / series.length);
  const shapes = series.map((one, which) => one.data.map((point, number) => svg("rect", {
    x: x(number) + (which - series.length / 2) * width + 1, y: at(point.value, most), rx: 2, width: width - 2,
    height: Math.max(0, HEIGHT - BOTTOM - at(point.value, most)), class: `fill-${which}`,
  }, tip(`${one.name}, ${point.label}: ${point.value}`))));
  return [...axes(chart, most, x, slot), ...shapes.flat()];
}

export function chart({ title, chart: content }) {
  const names = content.series.map((one) => one.name);
  const spoken = content.series.map((one) => `${one.name}: ${one.data.map((point) => `${point.label} ${point.value}`).join(", ")}`).join("; ");
  return h("figure", { class: "chart" },
    h("figcaption", {}, title),
    svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `${title}. ${spoken}` }, plot(content)),
    h("ul", { class: "legend" }, names.map((name, which) => h("li", {}, h("span", { class: `swatch back-${which}` }), name))));
}
