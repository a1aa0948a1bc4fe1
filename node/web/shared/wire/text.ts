// What may stand in a text, an address, a telephone number (protocol/README.md, "Text").
import { textBytesMax } from '../base/limits.gen';
import { isProcedureNumber } from '../base/procedure';

// Controls, bidirectional controls, invisible and filler characters, line separators, surrogates, private use, tags.
const refused: readonly (readonly [number, number])[] = [
  [0x0000, 0x001f], [0x007f, 0x009f], [0x00ad, 0x00ad], [0x034f, 0x034f], [0x061c, 0x061c],
  [0x115f, 0x1160], [0x17b4, 0x17b5], [0x180b, 0x180f], [0x200b, 0x200f], [0x2028, 0x202e],
  [0x2060, 0x206f], [0x3164, 0x3164], [0xd800, 0xf8ff], [0xfdd0, 0xfdef], [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff], [0xffa0, 0xffa0], [0xfff0, 0xffff], [0x1bca0, 0x1bca3], [0x1d173, 0x1d17a],
  [0x1fffe, 0x1ffff], [0x2fffe, 0x2ffff], [0x3fffe, 0x3ffff], [0x40000, 0x10ffff],
  // other spaces
  [0x00a0, 0x00a0], [0x1680, 0x1680], [0x2000, 0x200a], [0x202f, 0x202f], [0x205f, 0x205f], [0x3000, 0x3000],
];
const combining: readonly (readonly [number, number])[] = [
  [0x0300, 0x036f], [0x0483, 0x0489], [0x1ab0, 0x1aff], [0x1dc0, 0x1dff], [0x20d0, 0x20ff], [0xfe20, 0xfe2f],
];
const combiningMax = 2;

const among = (ranges: readonly (readonly [number, number])[], c: number): boolean =>
  ranges.some(([first, last]) => c >= first && c <= last);

// 1 … 120 bytes of UTF-8 that show as they are stored.
export function isText(text: string, bytesMax = textBytesMax): boolean {
  if (text === '' || text.endsWith(' ') || new TextEncoder().encode(text).length > bytesMax) return false;
  let space = true; // or the beginning
  let marks = 0;
  for (const letter of text) {
    const c = letter.codePointAt(0) as number;
    if (c === 0x20) {
      if (space) return false;
    } else if (among(combining, c)) {
      if (space || marks >= combiningMax) return false;
    } else if (among(refused, c)) {
      return false;
    }
    space = c === 0x20;
    marks = among(combining, c) ? marks + 1 : 0;
  }
  return true;
}

const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const number = /^(0|[1-9]\d{0,4})$/;
const group = /^[0-9a-f]{1,4}$/;

const isIpv4 = (host: string): boolean => {
  const parts = host.split('.');
  return parts.length === 4 && parts.every((part) => number.test(part) && Number(part) <= 255);
};

function isIpv6(host: string): boolean {
  const halves = host.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  if (!groups.every((each) => group.test(each))) return false;
  return halves.length === 2 ? groups.length < 8 : groups.length === 8;
}

function isDnsName(host: string): boolean {
  const labels = host.split('.');
  return labels.every((each) => label.test(each)) && !/^\d+$/.test(labels[labels.length - 1] as string);
}

export function isAddress(text: string): boolean {
  if (text.length > textBytesMax || !text.startsWith('tcp://')) return false;
  const colon = text.lastIndexOf(':');
  const host = text.slice(6, colon);
  const port = text.slice(colon + 1);
  if (colon < 6 || host === '' || !number.test(port) || Number(port) < 1 || Number(port) > 65535) return false;
  if (host.startsWith('[')) return host.endsWith(']') && isIpv6(host.slice(1, -1));
  return isIpv4(host) || isDnsName(host);
}

export function isTelephone(text: string): boolean {
  if (!/^\+?\d+( \d+)*$/.test(text)) return false;
  const digits = text.replace(/\D/g, '').length;
  return digits >= 2 && digits <= 15;
}

export const isPlate = (text: string): boolean => /^[A-Z0-9]{1,10}$/.test(text);

// `procedure:` and the number of one, as hand_over names it.
export const isProcedure = (text: string): boolean => text.startsWith('procedure:') && isProcedureNumber(text.slice(10));
