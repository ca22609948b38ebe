/** What one commit costs in a history of so many. */
export interface Cost {
  readonly commits: number;
  /** Milliseconds of processor time. */
  readonly each: number;
}

const [width, height, left, bottom, top, right] = [640, 300, 60, 46, 24, 24];

/** A chart as SVG that reads in light and in dark: commits from left to right, the cost of one of them upwards from nothing. */
export function growthChart(costs: readonly Cost[]): string {
  const most = Math.max(...costs.map(({ commits }) => commits));
  const highest = Math.max(1, Math.ceil(Math.max(...costs.map(({ each }) => each)) * 2) / 2);
  const x = (commits: number) => round(left + (commits / most) * (width - left - right));
  const y = (each: number) => round(height - bottom - (each / highest) * (height - bottom - top));
  const line = costs.map(({ commits, each }) => `${x(commits)},${y(each)}`).join(" ");
  const ticks = [0, highest / 2, highest].map(
    (each) => `<line x1="${left}" x2="${width - right}" y1="${y(each)}" y2="${y(each)}" class="grid"/><text x="${left - 8}" y="${y(each) + 4}" text-anchor="end">${each}</text>`,
  );
  const points = costs.map(
    ({ commits, each }) =>
      `<circle cx="${x(commits)}" cy="${y(each)}" r="4"/><text x="${x(commits)}" y="${y(each) - 10}" text-anchor="middle">${each.toFixed(2)}</text><text x="${x(commits)}" y="${height - bottom + 18}" text-anchor="middle">${commits.toLocaleString("en")}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="Processor time of a commit in milliseconds, in histories of ${costs[0]?.commits} to ${most} commits">
<style>text{font:12px sans-serif;fill:#444}.grid{stroke:#8884}polyline{fill:none;stroke:#2563a8;stroke-width:2}circle{fill:#2563a8}@media(prefers-color-scheme:dark){text{fill:#ccc}polyline{stroke:#7fb2ea}circle{fill:#7fb2ea}}</style>
${ticks.join("\n")}
<polyline points="${line}"/>
${points.join("\n")}
<text x="${left}" y="14">ms a commit</text>
<text x="${width - right}" y="${height - 6}" text-anchor="end">commits in the history</text>
</svg>
`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
