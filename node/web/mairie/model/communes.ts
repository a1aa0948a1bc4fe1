// The communes of France, found by their code or by a name typed the way people type it: the table and the rules of
// node/communes. The table is fetched when somebody types; it comes from this page's own address.

export interface Commune {
  insee: string;
  name: string;
  department: string; // code
  departmentName: string;
  population: number;
}
export interface Found {
  communes: Commune[];
  suggestions: boolean; // none has that name; these are near it, and a person must choose
}
const suggestionsMax = 8;
const typedMax = 120;

interface Row extends Commune {
  folded: string;
  base: string; // before a bracket; empty: none
}
export interface Table {
  rows: Row[];
  departments: { code: string; tails: string[] }[];
}

export function readTable(communes: string, departments: string): Table {
  const lines = (text: string) => text.split('\n').filter((line) => line !== '');
  const names = new Map(lines(departments).map((line) => line.split('\t') as [string, string]));
  const rows = lines(communes).map((line): Row => {
    const [insee = '', name = '', department = '', population = '0'] = line.split('\t');
    const bracket = name.indexOf(' (');
    const base = bracket < 0 ? '' : fold(name.slice(0, bracket));
    return { insee, name, department, departmentName: names.get(department) ?? '', population: Number(population), folded: fold(name), base };
  });
  const tails = [...names].map(([code, name]) => {
    const whole = fold(name);
    return { code, tails: [whole, withoutArticle(whole), fold(code)].map((word) => ` ${word}`) };
  });
  return { rows, departments: tails };
}

// Letters of French names as they are compared; every other byte of UTF-8 becomes '?', as the command line has it.
const folded: ReadonlyMap<string, string> = new Map(
  Object.entries({
    a: 'ÀÂÄÁàâäá',
    c: 'Çç',
    e: 'ÈÉÊËèéêë',
    i: 'ÎÏîïí',
    n: 'Ññ',
    o: 'ÔÖôöó',
    u: 'ÙÛÜùûüú',
    y: 'Ÿÿ',
    oe: 'Œœ',
    ae: 'Ææ',
    ' ': '’‘ʼ´‐‑–—\u00a0\u202f',
    '': '\u0300\u0301\u0302\u0308\u0327',
  }).flatMap(([plain, written]) => [...written].map((letter): [string, string] => [letter, plain])),
);

// "Sainte-Colombe-d'Œuf" and "STE COLOMBE D’OEUF" both give "sainte colombe d oeuf".
export function fold(text: string): string {
  const plain = [...text].map((letter) => {
    if (letter <= '\x7f') return /[A-Za-z0-9]/.test(letter) ? letter.toLowerCase() : ' ';
    return folded.get(letter) ?? '?'.repeat(new TextEncoder().encode(letter).length);
  });
  return plain
    .join('')
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => inFull[word] ?? word)
    .join(' ');
}
const inFull: Readonly<Record<string, string>> = { st: 'saint', ste: 'sainte', sts: 'saints', stes: 'saintes' };
const withoutArticle = (folded: string): string => folded.replace(/^(le|la|les|l) /, '');

// How many letters must be inserted, removed or replaced; any number above `most` if more.
export function distance(one: string, other: string, most: number): number {
  const [a, b] = one.length <= other.length ? [one, other] : [other, one];
  if (b.length - a.length > most) return most + 1;
  const row = Array.from({ length: a.length + 1 }, (_, i) => i);
  for (let j = 1; j <= b.length; j++) {
    let diagonal = row[0] as number;
    let nearest = (row[0] = j);
    for (let i = 1; i <= a.length; i++) {
      const replaced = diagonal + (a[i - 1] === b[j - 1] ? 0 : 1);
      diagonal = row[i] as number;
      row[i] = Math.min(replaced, diagonal + 1, (row[i - 1] as number) + 1);
      nearest = Math.min(nearest, row[i] as number);
    }
    if (nearest > most) return most + 1;
  }
  return row[a.length] as number;
}

interface Query {
  name: string;
  department: string; // empty: wherever it is
}
const none = 100;

// How near a name is that does not match: its article missing, then one letter, then its beginning, then two.
function suggestionRank(folded: string, { name }: Query): number {
  const [have, typed] = [withoutArticle(folded), withoutArticle(name)];
  if (have === typed) return 2;
  const most = typed.length <= 4 ? 1 : 2;
  const letters = distance(have, typed, most);
  if (letters === 1) return 3;
  if (typed.length >= 4 && have.startsWith(typed)) return 4;
  return letters <= most ? 5 : none;
}

export function findCommune(table: Table, typed: string): Found {
  const folded = new TextEncoder().encode(typed).length > typedMax ? '' : fold(typed);
  if (folded === '') return { communes: [], suggestions: false };
  const code = folded.toUpperCase();
  if (/^(\d\d|2A|2B)\d{3}$/.test(code)) return { communes: table.rows.filter((row) => row.insee === code), suggestions: false };
  const queries: Query[] = [{ name: folded, department: '' }];
  for (const { code: department, tails } of table.departments) {
    const tail = tails.find((each) => folded.endsWith(each));
    if (tail !== undefined) queries.push({ name: folded.slice(0, -tail.length), department });
  }
  const inside = (row: Row, query: Query) => query.department === '' || row.department === query.department;
  // The whole of what was typed comes first: "Bray-sur-Somme" is a name, not "Bray-sur" in the Somme.
  for (const query of queries) {
    const ranked = table.rows.flatMap((row) => {
      if (!inside(row, query)) return [];
      if (row.folded === query.name) return [{ rank: 0, row }];
      return row.base === query.name ? [{ rank: 1, row }] : [];
    });
    if (ranked.length > 0) return { communes: sorted(ranked), suggestions: false };
  }
  const near = table.rows.flatMap((row) => {
    const rank = Math.min(...queries.map((query) => (inside(row, query) ? suggestionRank(row.folded, query) : none)));
    return rank === none ? [] : [{ rank, row }];
  });
  return { communes: sorted(near).slice(0, suggestionsMax), suggestions: near.length > 0 };
}
const sorted = (ranked: { rank: number; row: Row }[]): Commune[] =>
  ranked
    .sort((a, b) => a.rank - b.rank || b.row.population - a.row.population || (a.row.insee < b.row.insee ? -1 : 1))
    .map(({ row: { insee, name, department, departmentName, population } }) => ({ insee, name, department, departmentName, population }));

let loading: Promise<Table> | null = null;
// Once; after a failure the next call asks again.
export function loadTable(): Promise<Table> {
  loading ??= Promise.all(['./communes.txt', './departments.txt'].map(textOf)).then(([communes = '', departments = '']) => readTable(communes, departments));
  loading.catch(() => (loading = null));
  return loading;
}
async function textOf(path: string): Promise<string> {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(path);
  return answer.text();
}
