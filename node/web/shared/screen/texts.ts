// Texts by key, in the language that the person chose. A catalogue is a plain object; a face names its languages.
import { signal } from '@preact/signals';

export type Catalogue<K extends string> = Readonly<Record<K, string>>;
export type Words = Readonly<Record<'Category' | 'Conduct' | 'Urgency' | 'VehicleType' | 'Colour' | 'VehicleMake' | 'HeightBand' | 'Luggage' | 'Direction' | 'AlertState' | 'ClosingCode' | 'Refusal' | 'NoticeKind' | 'NoticeAdvice' | 'RiskKind' | 'Venue' | 'CancelReason' | 'Tie', readonly string[]>> & {
  readonly Detail: Readonly<Record<string, string>>;
};
// What every face has, whatever lists it shows.
export interface SomeWords {
  readonly Detail: Readonly<Record<string, string>>;
}
// `W`: the lists that a face has words of.
export interface Language<K extends string, W extends SomeWords = Words> {
  name: LanguageCode;
  texts: Catalogue<K>;
  words: W;
  locale: string; // for times, and for who reads aloud
}
export type LanguageCode = 'fr' | 'easy' | 'en';
// Of a part that is fetched when it is first shown: its texts come with it, in every language of the face.
export type PartTexts<K extends string> = Readonly<Partial<Record<LanguageCode, Catalogue<K>>>> & { readonly fr: Catalogue<K> };

// `{name}` in a text is replaced.
type Values = Readonly<Record<string, string | number>>;
const filled = (text: string, values: Values): string => text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));

export function speaking<K extends string, W extends SomeWords>(first: Language<K, W>) {
  const language = signal(first);
  const zone = { timeZone: 'Europe/Paris' } as const;
  const format = (options: Intl.DateTimeFormatOptions) => (at: number) =>
    new Intl.DateTimeFormat(language.value.locale, { ...options, ...zone }).format(at);
  return {
    language,
    t: (key: K, values: Values = {}): string => filled(language.value.texts[key], values),
    ofPart:
      <P extends string>(texts: PartTexts<P>) =>
      (key: P, values: Values = {}): string =>
        filled((texts[language.value.name] ?? texts.fr)[key], values),
    word(list: Exclude<keyof W, 'Detail'>, number: number): string {
      return (language.value.words[list] as unknown as readonly string[])[number] ?? '';
    },
    detail(code: string): string {
      return language.value.words.Detail[code] ?? '';
    },
    // By its number, as the roll has it.
    detailOf: (number: number): string => Object.values(language.value.words.Detail)[number - 1] ?? '',
    time: format({ hour: '2-digit', minute: '2-digit' }),
    dayAndTime: format({ weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }),
    day: format({ day: 'numeric', month: 'long', year: 'numeric' }),
  };
}
