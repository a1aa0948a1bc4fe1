// What goes into a procedure (R30): the same facts as a file for programs and as an alert of the Common Alerting Protocol.
// Both carry what the officer signed, for `tocsin audit hand-over`, and name the leaf of the log under which the disclosure stands.
import { Category } from '../../shared/base/vocabulary.gen';
import type { CapAlert, CapCategory, CapInfo } from './cap';
import { type PlaceWords, placeKind, pointOf, rowsOf } from './content';
import { recordOf } from './record';
import type { ContentView, Disclosure } from './views';
import type { Words as Vocabulary } from '../../shared/screen/texts';
import { iso, slug } from './vocabulary';

export function handOverJson(of: Disclosure, words: PlaceWords): string {
  const record = {
    schema: 1,
    alert: of.id,
    recipient: `procedure:${of.procedure}`,
    reason: slug('HandOverReason', of.reason),
    leaf: of.leaf,
    at: iso(of.at),
    commune: of.insee,
    created: iso(of.created),
    exercise: of.exercise,
    content: recordOf(of.content, words),
    proof: of.proof,
    papers: of.papers,
  };
  return `${JSON.stringify(record, null, 2)}\n`;
}

const categories: Readonly<Record<Category, CapCategory>> = {
  [Category.VEH]: 'Security',
  [Category.DEM]: 'Security',
  [Category.INT]: 'Security',
  [Category.DEG]: 'Security',
  [Category.VOL]: 'Security',
  [Category.INC]: 'Safety',
  [Category.DEP]: 'Env',
  [Category.VUL]: 'Health',
  [Category.DIS]: 'Rescue',
  [Category.ESC]: 'Security',
  [Category.OTV]: 'Security',
  [Category.RIS]: 'Safety',
};
// What a natural or technical risk is about follows from what was seen.
const ofRisk: Readonly<Record<number, CapCategory>> = { 32: 'Fire', 33: 'Met', 34: 'CBRNE', 35: 'Infra', 36: 'Transport' };

export function capCategories(content: ContentView): CapCategory[] {
  const seen = content.category === Category.RIS ? content.conducts.flatMap((each) => ofRisk[each] ?? []) : [];
  return seen.length > 0 ? seen : [categories[content.category]];
}

export interface CapWords extends PlaceWords {
  language: string; // fr-FR
  exercise: string;
  rows: Readonly<Record<'conduct' | 'place' | 'observed' | 'vehicle' | 'persons' | 'person', string>>;
}

export function handOverCap(of: Disclosure, lists: Vocabulary, words: CapWords, time: (at: number) => string): CapAlert {
  const { content, post } = of;
  const rows = rowsOf(content, lists, words, of.sector, time).filter((row) => row.name !== 'category');
  const described = rows.map((row) => `${words.rows[row.name as keyof CapWords['rows']]} : ${row.text}`).join('\n');
  const event = lists.Category[content.category] as string;
  const info: CapInfo = {
    language: words.language,
    category: capCategories(content),
    event,
    urgency: of.inProgress ? 'Immediate' : 'Unknown',
    severity: 'Unknown', // nobody has judged it
    certainty: 'Observed',
    eventCode: [{ valueName: 'tocsin:category', value: slug('Category', content.category) }],
    onset: content.observed,
    senderName: post.name,
    headline: `${event} · ${of.commune}`,
    description: described,
    contact: post.telephone,
    parameter: [
      { valueName: 'tocsin:leaf', value: String(of.leaf) },
      { valueName: 'tocsin:reason', value: slug('HandOverReason', of.reason) },
      ...content.conducts.map((each) => ({ valueName: 'tocsin:conduct', value: slug('Conduct', each) })),
      { valueName: 'tocsin:proof', value: of.proof },
      ...of.papers.map((value) => ({ valueName: 'tocsin:paper', value })),
    ],
    area: [
      {
        areaDesc: [of.commune, of.sector].filter((each) => each !== '').join(', '),
        circle: content.place.kind === placeKind.point ? [`${pointOf(content)} 0`] : [],
        geocode: [
          { valueName: 'INSEE', value: of.insee },
          { valueName: 'tocsin:sector', value: String(content.sector) },
        ],
      },
    ],
  };
  return {
    identifier: `${of.id}-${of.leaf}`,
    sender: post.id,
    sent: of.at,
    status: of.exercise ? 'Exercise' : 'Actual',
    msgType: 'Alert',
    scope: 'Private',
    addresses: [`procedure:${of.procedure}`],
    ...(of.exercise ? { note: words.exercise } : {}),
    info: [info],
  };
}
