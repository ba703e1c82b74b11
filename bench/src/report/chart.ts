import { judgedFigure, type Result } from '../result.ts'
import { figure } from './figure-text.ts'

const ROW = 34
const LEFT = 190
const BAR = 420
const RIGHT = 260
const COLOURS = { goal: '#2b7a4b', floor: '#b7791f', missed: '#b3261e' } as const

/** The ratios of value to limit as bars, with floor and goal as marks. An SVG. Pure. */
export function chart(results: readonly Result[], title: string): string {
  const height = 70 + results.length * ROW
  const width = LEFT + BAR + RIGHT
  const rows = results.map((result, index) => row(result, 52 + index * ROW))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    `<text x="12" y="24" font-weight="bold">${escaped(title)}</text>`,
    `<text x="12" y="42" fill="#555">Bar: ratio to the limit (loop: ms beyond it). Dashed: floor. Solid: goal. A rate must reach its marks, a time or cost must not pass them.</text>`,
    ...rows,
    '</svg>',
    '',
  ].join('\n')
}

function row(result: Result, y: number): string {
  const { scenario, ratio, target, verdict, value, unit, limit } = result
  const judged = Math.max(0, judgedFigure(result))
  // A rate ends at its limit, a time may be longer.
  const most = Math.max(1, judged, target.floor, target.goal) * 1.05
  const x = (share: number) => (LEFT + (share / most) * BAR).toFixed(1)
  const marks = (['floor', 'goal'] as const).map(
    (which) =>
      `<line x1="${x(target[which])}" x2="${x(target[which])}" y1="${y}" y2="${y + 24}" stroke="#222"${which === 'floor' ? ' stroke-dasharray="3 2"' : ''}/>`,
  )
  const words = `${figure(ratio)}: ${figure(value)} ${unit}${limit === null ? '' : ` of ${figure(limit)}`}`
  return [
    `<text x="12" y="${y + 17}">${escaped(scenario)}</text>`,
    `<rect x="${LEFT}" y="${y + 4}" width="${((judged / most) * BAR).toFixed(1)}" height="16" fill="${COLOURS[verdict]}"/>`,
    ...marks,
    `<text x="${LEFT + BAR + 10}" y="${y + 17}">${escaped(words)}</text>`,
  ].join('\n')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
