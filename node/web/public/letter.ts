// A letter to whoever is in charge, made of what a visitor typed, on this device. Pure: it sends nothing and keeps nothing,
// and no module that speaks to a node imports it (tests/public_letter.test.ts).
import { addressees, frame, letters } from './texts/letters';

export type About = keyof typeof letters;
export const abouts = Object.keys(letters) as About[];

// Of the page that is shown.
export interface Place {
  commune: string;
  insee: string;
  post: string;
  telephone: string;
}
export interface Typed {
  about: About;
  name: string;
  address: string;
  facts: string;
}
export interface Letter {
  to: string; // first line of the address
  subject: string;
  text: string; // whole, as it is printed
}

// Of the code: 25, 2A, 971.
export const departmentOf = (insee: string): string => (/^9[78]/.test(insee) ? insee.slice(0, 3) : insee.slice(0, 2));

const filled = (text: string, values: Readonly<Record<string, string>>): string => text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');

export function letterOf(typed: Typed, place: Place, day: string): Letter {
  const { to, subject, law, ask, end } = letters[typed.about];
  const values = { ...place, department: departmentOf(place.insee) };
  const address = addressees[to].map((line) => filled(line, values));
  const facts = typed.facts.trim();
  const parts = [
    [typed.name, typed.address].map((each) => each.trim()).filter((each) => each !== '').join('\n'),
    address.join('\n'),
    day,
    [filled(frame.subject, { subject }), filled(frame.law, { law })].join('\n'),
    frame.hello,
    filled(ask, values),
    ...(facts === '' ? [] : [`${frame.facts}\n${facts}`]),
    end,
    frame.reply,
    frame.bye,
    typed.name.trim(),
  ];
  return { to: address[0] as string, subject, text: `${parts.filter((each) => each !== '').join('\n\n')}\n` };
}

// For the person's own mail program. A recipient that is no plain address is left for the person to fill in.
export function mailTo(letter: Letter, recipient: string): string {
  const to = /^[^\s@?&#%"<>,;:()[\]\\]+@[^\s@?&#%"<>,;:()[\]\\]+$/.test(recipient.trim()) ? encodeURIComponent(recipient.trim()).replace('%40', '@') : '';
  const body = letter.text.replace(/\n/g, '\r\n');
  return `mailto:${to}?subject=${encodeURIComponent(letter.subject)}&body=${encodeURIComponent(body)}`;
}
