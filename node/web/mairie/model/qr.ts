// A QR code as the one path of a picture: runs of dark modules, row by row. Pure.
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

// What the code of a card holds: the referents' page with the card behind it, where that page's address is known, so that a
// phone's own camera opens it; else the card alone, in the smaller alphabet of capitals and digits.
export function cardInQr(text: string, address: string): string {
  return address === '' ? text : `${address.replace(/\/?$/, '/')}#${text}`;
}
export const isPageAddress = (typed: string): boolean => typed === '' || /^https?:\/\/[A-Za-z0-9.-]+(:\d{1,5})?\/?$/.test(typed);
