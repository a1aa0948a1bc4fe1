// A commune's streets as a person looks for one: without accents, capitals and hyphens, by any part of the name.

export interface FoundStreets {
  indexes: number[]; // in the commune's list, the likeliest first
  all: number; // how many fit, also those that are not shown
}

export const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/œ/g, 'oe')
    .replace(/æ/g, 'ae')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

// Names that begin with what was typed, then those with a word that does, then those that hold it anywhere; several words
// may come in any order. Nothing typed: the list from its beginning.
export function findStreets(streets: readonly string[], typed: string, most: number): FoundStreets {
  const wanted = plain(typed);
  const parts = wanted.split(' ');
  const found = streets
    .map((name, index) => ({ index, rank: rankOf(plain(name), wanted, parts) }))
    .filter(({ rank }) => rank < none)
    .sort((a, b) => a.rank - b.rank || a.index - b.index);
  return { indexes: found.slice(0, most).map(({ index }) => index), all: found.length };
}

const none = 4;
function rankOf(name: string, wanted: string, parts: readonly string[]): number {
  if (name.startsWith(wanted)) return 0;
  const words = ` ${name}`;
  if (words.includes(` ${wanted}`)) return 1;
  if (parts.every((each) => words.includes(` ${each}`))) return 2;
  return parts.every((each) => name.includes(each)) ? 3 : none;
}

// As an alert names it on a page; a list that is not held leaves the number.
export const houseMax = 65_535;
export const streetLine = (street: string, house: number): string => (house === 0 ? street : `${house} ${street}`);
