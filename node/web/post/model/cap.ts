// An alert of the Common Alerting Protocol 1.2 (OASIS), as much of it as a hand-over says: elements in the order of the
// standard's schema, every text escaped, nothing written that XML or the schema does not allow.
import { malformed } from '../../shared/base/failure';
import { isInstant } from '../../shared/base/time';

export const capNamespace = 'urn:oasis:names:tc:emergency:cap:1.2';

export type CapCategory =
  | 'Geo' | 'Met' | 'Safety' | 'Security' | 'Rescue' | 'Fire' | 'Health' | 'Env' | 'Transport' | 'Infra' | 'CBRNE' | 'Other';

export interface CapValue {
  valueName: string;
  value: string;
}
export interface CapArea {
  areaDesc: string;
  circle: readonly string[]; // "latitude,longitude radius in kilometres"
  geocode: readonly CapValue[];
}
export interface CapInfo {
  language: string;
  category: readonly CapCategory[]; // one at least
  event: string;
  urgency: 'Immediate' | 'Expected' | 'Future' | 'Past' | 'Unknown';
  severity: 'Extreme' | 'Severe' | 'Moderate' | 'Minor' | 'Unknown';
  certainty: 'Observed' | 'Likely' | 'Possible' | 'Unlikely' | 'Unknown';
  eventCode: readonly CapValue[];
  onset: number;
  senderName: string;
  headline: string;
  description: string;
  contact: string;
  parameter: readonly CapValue[];
  area: readonly CapArea[];
}
export interface CapAlert {
  identifier: string; // no space, comma, < or &
  sender: string; // the same
  sent: number;
  status: 'Actual' | 'Exercise' | 'System' | 'Test' | 'Draft';
  msgType: 'Alert' | 'Update' | 'Cancel' | 'Ack' | 'Error';
  scope: 'Private';
  addresses: readonly string[]; // one at least: it is private
  note?: string;
  info: readonly CapInfo[];
}

// What XML 1.0 cannot hold at all; nothing of it stands in a text that was checked, so it is refused, not dropped.
const allowed = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u;
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;', '\r': '&#13;' };

export function escapeXml(text: string): string {
  if (!allowed.test(text)) throw malformed('a text holds a character that XML does not have');
  return text.replace(/[&<>"'\r]/g, (letter) => entities[letter] as string);
}

// UTC is written -00:00 there, and Z is not allowed.
export function capTime(at: number): string {
  if (!isInstant(at)) throw malformed('not an instant');
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, '-00:00');
}

const element = (name: string, text: string): string => `<${name}>${escapeXml(text)}</${name}>`;
const parent = (name: string, parts: readonly string[]): string => `<${name}>${parts.join('')}</${name}>`;
const values = (name: string, all: readonly CapValue[]): string[] =>
  all.map(({ valueName, value }) => parent(name, [element('valueName', valueName), element('value', value)]));

// Addresses with a space in them stand in quotes, as the standard asks.
const address = (text: string): string => (/\s/.test(text) ? `"${text}"` : text);
function plainId(text: string): string {
  if (text === '' || /[\s,<&]/.test(text)) throw malformed('an identifier or sender has no space, comma, < or & in it');
  return text;
}

const areaXml = (area: CapArea): string =>
  parent('area', [element('areaDesc', area.areaDesc), ...area.circle.map((each) => element('circle', each)), ...values('geocode', area.geocode)]);

function infoXml(info: CapInfo): string {
  if (info.category.length === 0) throw malformed('an information without a category');
  return parent('info', [
    element('language', info.language),
    ...info.category.map((each) => element('category', each)),
    element('event', info.event),
    element('urgency', info.urgency),
    element('severity', info.severity),
    element('certainty', info.certainty),
    ...values('eventCode', info.eventCode),
    element('onset', capTime(info.onset)),
    element('senderName', info.senderName),
    element('headline', info.headline),
    element('description', info.description),
    element('contact', info.contact),
    ...values('parameter', info.parameter),
    ...info.area.map(areaXml),
  ]);
}

export function capXml(alert: CapAlert): string {
  if (alert.addresses.length === 0) throw malformed('a private alert without a recipient');
  const parts = [
    element('identifier', plainId(alert.identifier)),
    element('sender', plainId(alert.sender)),
    element('sent', capTime(alert.sent)),
    element('status', alert.status),
    element('msgType', alert.msgType),
    element('scope', alert.scope),
    element('addresses', alert.addresses.map(address).join(' ')),
    ...(alert.note === undefined ? [] : [element('note', alert.note)]),
    ...alert.info.map(infoXml),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>\n<alert xmlns="${capNamespace}">${parts.join('')}</alert>\n`;
}
