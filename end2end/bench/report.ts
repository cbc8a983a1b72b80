// Tables and bars, printed the same way by every benchmark.

/** Prints a table with right-aligned columns under a heading. */
export function printTable(heading: string, columns: string[], rows: (string | number)[][]): void {
  const cells = [columns, ...rows.map((row) => row.map(String))];
  const widths = columns.map((_, at) => Math.max(...cells.map((row) => row[at].length)));
  const line = (row: string[]) =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at]))).join('  ');
  console.log(`\n${heading}\n${cells.map(line).join('\n')}`);
}

/** Prints one bar: `T11 bytes /sign-in 0.98 <= 1.35 ok`. */
export function printBar(name: string, value: number, limit: number, sense: '<=' | '>=' = '<='): void {
  const reached = sense === '<=' ? value <= limit : value >= limit;
  console.log(`${name} ${Number(value.toFixed(2))} ${sense} ${limit} ${reached ? 'ok' : 'short'}`);
}

/** The middle of the values; of an even number, the mean of the two in the middle. */
export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The value below which three quarters of the values lie. */
export function p75(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * 0.75) - 1)];
}
