/**
 * Draws line charts as SVG text. Written here because charting libraries need a browser or a DOM; these charts need lines, two
 * axes and a legend.
 */
import { type Axis, formatTick } from './axis.ts';

export interface Line {
  readonly label: string;
  /** Evenly spaced over the x axis. */
  readonly values: ArrayLike<number>;
  readonly dashed?: boolean;
}

export interface LineChart {
  readonly title: string;
  readonly subtitle: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly lines: readonly Line[];
  /** A bound, drawn as a horizontal line. */
  readonly bound?: { readonly value: number; readonly label: string };
}

const [WIDTH, HEIGHT] = [960, 500];
const PLOT = { left: 110, right: 930, top: 104, bottom: 430 };
/** Distinguishable also with a color vision deficiency: https://jfly.uni-koeln.de/color/ */
const COLORS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'];
/** Points of a line. Each shows the largest value of its part, so that no peak is lost. */
const POINTS = 410;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const short = (value: number): string => value.toFixed(1).replace(/\.0$/, '');
const xOf = (share: number): number => PLOT.left + share * (PLOT.right - PLOT.left);
const yOf = (share: number): number => PLOT.bottom - share * (PLOT.bottom - PLOT.top);

interface TextOptions {
  readonly size?: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly weight?: 'bold';
  readonly color?: string;
  readonly transform?: string;
}

function text(x: number, y: number, content: string, options: TextOptions = {}): string {
  const { size = 13, anchor = 'start', weight, color = '#333', transform } = options;
  const extra = `${weight ? ` font-weight="${weight}"` : ''}${transform ? ` transform="${transform}"` : ''}`;
  return `<text x="${short(x)}" y="${short(y)}" font-size="${size}" text-anchor="${anchor}" fill="${color}"${extra}>${escaped(content)}</text>`;
}

/** Returns the chart as the text of an SVG file. */
export function lineChart(chart: LineChart): string {
  const { title, subtitle, lines, bound } = chart;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text(20, 32, title, { size: 19, weight: 'bold', color: '#111' }),
    text(20, 54, subtitle, { color: '#555' }),
    ...legend(lines),
    ...axes(chart),
    ...lines.map((line, index) => path(line, chart.y, COLORS[index % COLORS.length] as string)),
    ...(bound ? boundLine(bound, chart.y) : []),
    '</svg>',
  ].join('\n')}\n`;
}

function legend(lines: readonly Line[]): string[] {
  let x = PLOT.left;
  return lines.flatMap(({ label, dashed }, index) => {
    const from = x;
    x += 44 + label.length * 7.2;
    return [
      `<line x1="${short(from)}" y1="80" x2="${short(from + 22)}" y2="80" stroke="${COLORS[index % COLORS.length]}" stroke-width="3"${dashed ? ' stroke-dasharray="6 4"' : ''}/>`,
      text(from + 28, 84, label),
    ];
  });
}

function axes({ x, y }: LineChart): string[] {
  return [
    ...y.ticks.flatMap((tick) => {
      const at = yOf(y.at(tick));
      return [
        `<line x1="${PLOT.left}" y1="${short(at)}" x2="${PLOT.right}" y2="${short(at)}" stroke="#e4e4e4"/>`,
        text(PLOT.left - 8, at + 4, formatTick(tick), { anchor: 'end', size: 12 }),
      ];
    }),
    ...x.ticks.flatMap((tick) => {
      const at = xOf(x.at(tick));
      return [
        `<line x1="${short(at)}" y1="${PLOT.bottom}" x2="${short(at)}" y2="${PLOT.bottom + 5}" stroke="#888"/>`,
        text(at, PLOT.bottom + 20, formatTick(tick), { anchor: 'middle', size: 12 }),
      ];
    }),
    `<path d="M${PLOT.left} ${PLOT.top}V${PLOT.bottom}H${PLOT.right}" fill="none" stroke="#888"/>`,
    text((PLOT.left + PLOT.right) / 2, PLOT.bottom + 46, x.label, { anchor: 'middle' }),
    text(24, (PLOT.top + PLOT.bottom) / 2, y.label, {
      anchor: 'middle',
      transform: `rotate(-90 24 ${(PLOT.top + PLOT.bottom) / 2})`,
    }),
  ];
}

function path({ values, dashed }: Line, y: Axis, color: string): string {
  const count = Math.min(POINTS, values.length);
  const points = Array.from({ length: count }, (_, index) => {
    const from = Math.floor((index * values.length) / count);
    const to = Math.floor(((index + 1) * values.length) / count);
    let max = 0;
    for (let at = from; at < to; at++) max = Math.max(max, values[at] ?? 0);
    const share = count === 1 ? 0 : index / (count - 1);
    return `${short(xOf(share))} ${short(yOf(Math.min(1, y.at(max))))}`;
  });
  return `<path d="M${points.join('L')}" fill="none" stroke="${color}" stroke-width="2" stroke-linejoin="round"${dashed ? ' stroke-dasharray="6 4"' : ''}/>`;
}

function boundLine({ value, label }: { readonly value: number; readonly label: string }, y: Axis): string[] {
  const at = yOf(Math.min(1, y.at(value)));
  return [
    `<line x1="${PLOT.left}" y1="${short(at)}" x2="${PLOT.right}" y2="${short(at)}" stroke="#c00" stroke-width="1.5" stroke-dasharray="3 3"/>`,
    text(PLOT.right, at - 6, label, { anchor: 'end', size: 12, color: '#c00' }),
  ];
}
