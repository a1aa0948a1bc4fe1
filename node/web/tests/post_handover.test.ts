// What goes into a procedure: the file for programs, and the alert of the Common Alerting Protocol 1.2, which xmllint holds
// against a schema (cap.ts).
import { describe, expect, test } from 'vitest';
import { Category, HandOverReason } from '../shared/base/vocabulary.gen';
import { type CapAlert, capTime, capXml, escapeXml } from '../post/model/cap';
import { rowsOf } from '../post/model/content';
import { capCategories, handOverCap, handOverJson } from '../post/model/handover';
import type { Disclosure } from '../post/model/views';
import { fr } from '../post/texts/fr';
import { CapFile } from './cap';

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

describe('CAP 1.2', () => {
  test('stands as the standard asks, and says what was disclosed', () => {
    const root = new CapFile(capXml(cap()));
    expect(root.text('identifier')).toBe('019a0000000000000000000000000001-41');
    expect(root.text('sender')).toBe('P25-014');
    expect(root.text('sent')).toBe('2026-11-22T18:04:05-00:00');
    expect(root.text('status')).toBe('Actual');
    expect([root.text('scope'), root.text('addresses')]).toEqual(['Private', 'procedure:00421/2026']);
    expect(root.text('info', 'urgency')).toBe('Immediate');
    expect(root.text('info', 'area', 'circle')).toBe('47.106400,-6.147000 0');
    expect(root.text('info', 'description')).toContain('AB123CD');
    expect(root.text('info', 'event')).toBe('Véhicule suspect');
    const named = root.all('info', 'parameter', 'valueName');
    const of = (name: string) => root.all('info', 'parameter', 'value').filter((_, i) => named[i] === name);
    expect(of('tocsin:proof')).toEqual(['TOCSIN-HANDOVER1:00ff']);
    expect(of('tocsin:paper')).toEqual(['TOCSIN-PAPER1:01', 'TOCSIN-PAPER1:02']);
  });
  test('an exercise says so in its status', () => {
    const root = new CapFile(capXml(cap(disclosure({ exercise: true, inProgress: false }))));
    expect([root.text('status'), root.text('note'), root.text('info', 'urgency')]).toEqual(['Exercise', 'EXERCICE', 'Unknown']);
  });
  test('every category has one of the standard’s; a risk that of what was seen', () => {
    const content = disclosure().content;
    for (const category of Object.values(Category)) new CapFile(capXml(cap(disclosure({ content: { ...content, category } }))));
    expect(capCategories({ ...content, category: Category.RIS, conducts: [32, 33] })).toEqual(['Fire', 'Met']);
    expect(capCategories({ ...content, category: Category.RIS, conducts: [1] })).toEqual(['Safety']);
    expect(capCategories({ ...content, conducts: [32] })).toEqual(['Security']);
  });
  test('a place that is no point has no circle; nobody and nothing described leaves no empty lines', () => {
    const content = { ...disclosure().content, place: { kind: 3, latitude: 0, longitude: 0, street: 12, number: 4, name: '' }, vehicle: null, persons: [], personCount: 0 };
    const root = new CapFile(capXml(cap(disclosure({ content }))));
    expect(root.text('info', 'area', 'circle')).toBeUndefined();
    expect(root.text('info', 'description')?.split('\n')).toEqual(['Vu : À l’arrêt, moteur allumé', 'Vu : Passe et repasse lentement', 'Lieu : rue n° 12, 4', `Heure : ${new Date(at - 660_000).toISOString()}`]);
  });
  test('a street has its name wherever the content is written, where its list is here', () => {
    const content = { ...disclosure().content, place: { kind: 3, latitude: 0, longitude: 0, street: 12, number: 4, name: 'Rue de l’Église' } };
    expect(new CapFile(capXml(cap(disclosure({ content })))).text('info', 'description')).toContain('Lieu : 4 Rue de l’Église');
    expect(JSON.parse(handOverJson(disclosure({ content }), places)).content.place).toBe('4 Rue de l’Église');
    expect(rowsOf(content, fr.words, places, '', String).find((each) => each.name === 'place')?.text).toBe('4 Rue de l’Église');
    const number = { ...content, place: { ...content.place, number: 0 } };
    expect(rowsOf(number, fr.words, places, '', String).find((each) => each.name === 'place')?.text).toBe('Rue de l’Église');
  });
  test('what is not text of ours is escaped wherever it stands', () => {
    const nasty = `<b>&amp;"'\r]]>`;
    const root = new CapFile(capXml(cap(disclosure({ commune: nasty, sector: nasty, post: { id: 'P25-014', name: nasty, telephone: nasty } }))));
    expect(root.text('info', 'senderName')).toBe(nasty);
    expect(root.text('info', 'contact')).toBe(nasty);
    expect(root.text('info', 'area', 'areaDesc')).toBe(`${nasty}, ${nasty}`);
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
    expect(new CapFile(capXml({ ...cap(), addresses: ['a b', 'c'] })).text('addresses')).toBe('"a b" c');
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
      ['<circle>47.106400,-6.147000 0', '<circle>47.106400 -6.147000 0'],
      ['<category>Security</category>', '<category>Suspicion</category>'],
      ['<identifier>', '<identifier>a b'],
      ['urn:oasis:names:tc:emergency:cap:1.2', 'urn:oasis:names:tc:emergency:cap:1.1'],
      ['<areaDesc>', '<polygon>47.1,6.1 47.2,6.1 47.1,6.1</polygon><areaDesc>'],
    ] as const) {
      expect(xml).toContain(from);
      expect(() => new CapFile(xml.replace(from, to)), from).toThrow();
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
