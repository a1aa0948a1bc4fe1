// A QR code as the one path of a picture: runs of dark modules, row by row.
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { encode } from 'uqr';

export interface QrPicture {
  size: number; // modules, its quiet border of four included
  path: string;
}
export function qrPicture(text: string): QrPicture {
  const { data, size } = encode(text, { ecc: 'M', border: 4 });
  const runs: string[] = [];
  data.forEach((row, y) => {
    for (let x = 0; x < size; x++) {
      if (row[x] !== true || row[x - 1] === true) continue;
      let width = 1;
      while (row[x + width] === true) width++;
      runs.push(`M${x} ${y}h${width}v1h-${width}z`);
    }
  });
  return { size, path: runs.join('') };
}

export function QrCode({ text, label }: { text: string; label: string }): JSX.Element {
  const { size, path } = useMemo(() => qrPicture(text), [text]);
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
