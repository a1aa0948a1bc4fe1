// What goes into a procedure: the file for programs, and the alert of the Common Alerting Protocol 1.2. Debian has no package
// with the schema of OASIS, so the second is held against what that schema asks for: a reader of XML that forgives nothing,
// the order and number of elements, and the closed lists, written down here from the standard.
import { describe, expect, test } from 'vitest';
import { Category, HandOverReason } from '../shared/base/vocabulary.gen';
import { type CapAlert, capNamespace, capTime, capXml, escapeXml } from '../post/model/cap';
import { rowsOf } from '../post/model/content';
import { capCategories, handOverCap, handOverJson } from '../post/model/handover';
import type { Disclosure } from '../post/model/views';
import { fr } from '../post/texts/fr';

const at = Date.UTC(2026, 10, 22, 18, 4, 5);
const disclosure = (more: Partial<Disclosure> = {}): Disclosure => ({
  id: '019a0000000000000000000000000001',
  insee: '25434',
  commune: 'Ornans',
  sector: 'Bonneille',
  created: at - 600_000,
  inProgress: true,
  exercise: false,
  content: {
    category: Category.VEH,
    sector: 2,
    conducts: [3, 2],
    observed: at - 660_000,
    place: { kind: 2, latitude: 47_106_400, longitude: -6_147_000, street: 0, number: 0, name: '' },
    vehicle: { type: 2, colour: 1, make: 1, plate: 'AB123CD' },
    personCount: 3,
    persons: [{ height: 2, upper: 3, lower: null, luggage: 2, direction: 1 }],
  },
  leaf: 41,
  procedure: '00421/2026',
  reason: HandOverReason.procedure,
  at,
  post: { id: 'P25-014', name: 'Brigade d’Ornans', telephone: '+33 3 81 00 00 00' },
  proof: 'TOCSIN-HANDOVER1:00ff',
  papers: ['TOCSIN-PAPER1:01', 'TOCSIN-PAPER1:02'],
  officer: '0123456789abcdef0123456789abcdef',
  ...more,
});
const places = { sector: 'secteur', street: 'rue n°' };
const words = { ...places, language: 'fr-FR', exercise: 'EXERCICE', rows: { conduct: 'Vu', place: 'Lieu', observed: 'Heure', vehicle: 'Véhicule', persons: 'Personnes', person: 'Personne' } };
const cap = (of = disclosure()): CapAlert => handOverCap(of, fr.words, words, (time) => new Date(time).toISOString());

// ---- a reader of XML

interface Element {
  name: string;
  attributes: Record<string, string>;
  children: Element[];
  text: string;
}
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", '#13': '\r' };
function plain(text: string): string {
  if (/[<>"']/.test(text)) throw new Error(`not escaped: ${text}`);
  return text.replace(/&([^;]*);?/g, (all, name: string) => {
    if (!all.endsWith(';') || !(name in entities)) throw new Error(`no such entity: ${all}`);
    return entities[name] as string;
  });
}
function parse(xml: string): Element {
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
  if (!xml.startsWith(declaration)) throw new Error('no declaration');
  let at = declaration.length;
  const element = (): Element => {
    const open = /^<([A-Za-z]+)((?: [a-z:]+="[^"<]*")*)>/.exec(xml.slice(at));
    if (open === null) throw new Error(`no element at ${xml.slice(at, at + 30)}`);
    at += open[0].length;
    const attributes = Object.fromEntries([...(open[2] as string).matchAll(/ ([a-z:]+)="([^"]*)"/g)].map((each) => [each[1], plain(each[2] as string)]));
    const made: Element = { name: open[1] as string, attributes, children: [], text: '' };
    while (!xml.startsWith(`</${made.name}>`, at)) {
      if (xml[at] === '<') made.children.push(element());
      else {
        const end = xml.indexOf('<', at);
        if (end < 0) throw new Error('it ends early');
        made.text += plain(xml.slice(at, end));
        at = end;
      }
    }
    at += made.name.length + 3;
    return made;
  };
  const root = element();
  if (xml.slice(at) !== '\n') throw new Error('more after its end');
  return root;
}

// ---- what the standard asks: name, how often (1, ?, *, +), and which words

type Rule = readonly [name: string, often: '1' | '?' | '*' | '+', what?: RegExp | readonly Rule[]];
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/;
const pair: readonly Rule[] = [['valueName', '1'], ['value', '1']];
const area: readonly Rule[] = [
  ['areaDesc', '1'], ['polygon', '*'], ['circle', '*', /^-?\d+(\.\d+)?,-?\d+(\.\d+)? \d+(\.\d+)?$/], ['geocode', '*', pair], ['altitude', '?'], ['ceiling', '?'],
];
const info: readonly Rule[] = [
  ['language', '?', /^[a-z]{2}(-[A-Z]{2})?$/],
  ['category', '+', /^(Geo|Met|Safety|Security|Rescue|Fire|Health|Env|Transport|Infra|CBRNE|Other)$/],
  ['event', '1'],
  ['responseType', '*'],
  ['urgency', '1', /^(Immediate|Expected|Future|Past|Unknown)$/],
  ['severity', '1', /^(Extreme|Severe|Moderate|Minor|Unknown)$/],
  ['certainty', '1', /^(Observed|Likely|Possible|Unlikely|Unknown)$/],
  ['audience', '?'], ['eventCode', '*', pair], ['effective', '?', time], ['onset', '?', time], ['expires', '?', time], ['senderName', '?'],
  ['headline', '?'], ['description', '?'], ['instruction', '?'], ['web', '?'], ['contact', '?'], ['parameter', '*', pair], ['resource', '*'], ['area', '*', area],
];
const alert: readonly Rule[] = [
  ['identifier', '1', /^[^\s,<&]+$/], ['sender', '1', /^[^\s,<&]+$/], ['sent', '1', time],
  ['status', '1', /^(Actual|Exercise|System|Test|Draft)$/],
  ['msgType', '1', /^(Alert|Update|Cancel|Ack|Error)$/],
  ['source', '?'], ['scope', '1', /^(Public|Restricted|Private)$/], ['restriction', '?'], ['addresses', '?'], ['code', '*'], ['note', '?'],
  ['references', '?'], ['incidents', '?'], ['info', '*', info],
];
function holds(element: Element, rules: readonly Rule[]): void {
  let left = element.children;
  for (const [name, often, what] of rules) {
    const here = left.findIndex((each) => each.name !== name);
    const found = left.slice(0, here < 0 ? left.length : here);
    left = left.slice(found.length);
    if ((often === '1' || often === '+') && found.length === 0) throw new Error(`${element.name}: ${name} is missing`);
    if ((often === '1' || often === '?') && found.length > 1) throw new Error(`${element.name}: ${name} more than once`);
    for (const each of found) {
      if (Array.isArray(what)) holds(each, what as readonly Rule[]);
      else if (each.children.length > 0) throw new Error(`${name}: elements inside`);
      if (what instanceof RegExp && !what.test(each.text)) throw new Error(`${name}: ${each.text}`);
    }
  }
  if (left[0] !== undefined) throw new Error(`${element.name}: ${left[0].name} does not belong there`);
}
const valid = (xml: string): Element => {
  const root = parse(xml);
  expect([root.name, root.attributes]).toEqual(['alert', { xmlns: capNamespace }]);
  holds(root, alert);
  return root;
};
const textOf = (element: Element, ...path: string[]): string | undefined =>
  path.reduce<Element | undefined>((at, name) => at?.children.find((each) => each.name === name), element)?.text;

describe('CAP 1.2', () => {
  test('stands as the standard asks, and says what was disclosed', () => {
    const root = valid(capXml(cap()));
    expect(textOf(root, 'identifier')).toBe('019a0000000000000000000000000001-41');
    expect(textOf(root, 'sender')).toBe('P25-014');
    expect(textOf(root, 'sent')).toBe('2026-11-22T18:04:05-00:00');
    expect(textOf(root, 'status')).toBe('Actual');
    expect([textOf(root, 'scope'), textOf(root, 'addresses')]).toEqual(['Private', 'procedure:00421/2026']);
    expect(textOf(root, 'info', 'urgency')).toBe('Immediate');
    expect(textOf(root, 'info', 'area', 'circle')).toBe('47.106400,-6.147000 0');
    expect(textOf(root, 'info', 'description')).toContain('AB123CD');
    expect(textOf(root, 'info', 'event')).toBe('Véhicule suspect');
    const parameters = root.children.flatMap((each) => each.children).filter((each) => each.name === 'parameter');
    const of = (name: string) => parameters.filter((each) => textOf(each, 'valueName') === name).map((each) => textOf(each, 'value'));
    expect(of('tocsin:proof')).toEqual(['TOCSIN-HANDOVER1:00ff']);
    expect(of('tocsin:paper')).toEqual(['TOCSIN-PAPER1:01', 'TOCSIN-PAPER1:02']);
  });
  test('an exercise says so in its status', () => {
    const root = valid(capXml(cap(disclosure({ exercise: true, inProgress: false }))));
    expect([textOf(root, 'status'), textOf(root, 'note'), textOf(root, 'info', 'urgency')]).toEqual(['Exercise', 'EXERCICE', 'Unknown']);
  });
  test('every category has one of the standard’s; a risk that of what was seen', () => {
    const content = disclosure().content;
    for (const category of Object.values(Category)) valid(capXml(cap(disclosure({ content: { ...content, category } }))));
    expect(capCategories({ ...content, category: Category.RIS, conducts: [32, 33] })).toEqual(['Fire', 'Met']);
    expect(capCategories({ ...content, category: Category.RIS, conducts: [1] })).toEqual(['Safety']);
    expect(capCategories({ ...content, conducts: [32] })).toEqual(['Security']);
  });
  test('a place that is no point has no circle; nobody and nothing described leaves no empty lines', () => {
    const content = { ...disclosure().content, place: { kind: 3, latitude: 0, longitude: 0, street: 12, number: 4, name: '' }, vehicle: null, persons: [], personCount: 0 };
    const root = valid(capXml(cap(disclosure({ content }))));
    expect(textOf(root, 'info', 'area', 'circle')).toBeUndefined();
    expect(textOf(root, 'info', 'description')?.split('\n')).toEqual(['Vu : À l’arrêt, moteur allumé', 'Vu : Passe et repasse lentement', 'Lieu : rue n° 12, 4', `Heure : ${new Date(at - 660_000).toISOString()}`]);
  });
  test('a street has its name wherever the content is written, where its list is here', () => {
    const content = { ...disclosure().content, place: { kind: 3, latitude: 0, longitude: 0, street: 12, number: 4, name: 'Rue de l’Église' } };
    expect(textOf(valid(capXml(cap(disclosure({ content })))), 'info', 'description')).toContain('Lieu : 4 Rue de l’Église');
    expect(JSON.parse(handOverJson(disclosure({ content }), places)).content.place).toBe('4 Rue de l’Église');
    expect(rowsOf(content, fr.words, places, '', String).find((each) => each.name === 'place')?.text).toBe('4 Rue de l’Église');
    const number = { ...content, place: { ...content.place, number: 0 } };
    expect(rowsOf(number, fr.words, places, '', String).find((each) => each.name === 'place')?.text).toBe('Rue de l’Église');
  });
  test('what is not text of ours is escaped wherever it stands', () => {
    const nasty = `<b>&amp;"'\r]]>`;
    const root = valid(capXml(cap(disclosure({ commune: nasty, sector: nasty, post: { id: 'P25-014', name: nasty, telephone: nasty } }))));
    expect(textOf(root, 'info', 'senderName')).toBe(nasty);
    expect(textOf(root, 'info', 'contact')).toBe(nasty);
    expect(textOf(root, 'info', 'area', 'areaDesc')).toBe(`${nasty}, ${nasty}`);
    expect(escapeXml('é 😀 \t\n')).toBe('é 😀 \t\n');
  });
  test('what XML or the standard cannot hold is refused, never dropped', () => {
    for (const bad of ['\u0000', '\u0008', '\ufffe', '\ud800']) expect(() => escapeXml(`a${bad}`)).toThrow('character');
    for (const id of ['', 'a b', 'a,b', 'a<b', 'a&b']) {
      expect(() => capXml({ ...cap(), identifier: id })).toThrow('identifier');
      expect(() => capXml({ ...cap(), sender: id })).toThrow('identifier');
    }
    expect(() => capXml({ ...cap(), addresses: [] })).toThrow('recipient');
    expect(() => capTime(NaN)).toThrow('instant');
    const [one] = cap().info;
    expect(() => capXml({ ...cap(), info: [{ ...(one as CapAlert['info'][number]), category: [] }] })).toThrow('category');
  });
  test('an address with a space stands in quotes', () => {
    expect(textOf(parse(capXml({ ...cap(), addresses: ['a b', 'c'] })), 'addresses')).toBe('"a b" c');
  });
  test('the check itself finds what is wrong', () => {
    const xml = capXml(cap());
    for (const [from, to] of [
      ['<sender>P25-014</sender>', ''],
      ['<status>Actual</status>', '<status>Real</status>'],
      ['<sent>2026-11-22T18:04:05-00:00', '<sent>2026-11-22T18:04:05Z'],
      ['<event>', '<audience>x</audience><event>'],
      ['<urgency>Immediate</urgency>', '<urgency>Immediate</urgency><urgency>Past</urgency>'],
      ['</info>', ''],
      ['AB123CD', 'AB&123'],
    ] as const) {
      expect(xml).toContain(from);
      expect(() => valid(xml.replace(from, to)), from).toThrow();
    }
  });
});

describe('JSON', () => {
  test('is what `tocsin post hand-over --out` writes', () => {
    expect(JSON.parse(handOverJson(disclosure(), places))).toEqual({
      schema: 1,
      alert: '019a0000000000000000000000000001',
      recipient: 'procedure:00421/2026',
      reason: 'procedure',
      leaf: 41,
      at: '2026-11-22T18:04:05Z',
      commune: '25434',
      created: '2026-11-22T17:54:05Z',
      exercise: false,
      content: {
        category: 'VEH',
        sector: 2,
        conducts: ['parked_engine_running', 'slow_repeated_passes'],
        place: '47.106400,-6.147000',
        observed: '2026-11-22T17:53:05Z',
        person_count: 3,
        persons: [{ height: 'from_160_to_180cm', upper: 'black', luggage: 'backpack', direction: 'north' }],
        vehicle: { type: 'van', colour: 'white', make: 'renault', plate: 'AB123CD' },
      },
      proof: 'TOCSIN-HANDOVER1:00ff',
      papers: ['TOCSIN-PAPER1:01', 'TOCSIN-PAPER1:02'],
    });
  });
  test('names neither the sender nor a key', () => {
    const written = handOverJson(disclosure(), places) + capXml(cap());
    expect(written).not.toMatch(/name"|telephone|tagKey|mandate/);
  });
});
