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
  texts: Catalogue<K>;
  words: W;
  locale: string; // for times, and for who reads aloud
}

export function speaking<K extends string, W extends SomeWords>(first: Language<K, W>) {
  const language = signal(first);
  const zone = { timeZone: 'Europe/Paris' } as const;
  const format = (options: Intl.DateTimeFormatOptions) => (at: number) =>
    new Intl.DateTimeFormat(language.value.locale, { ...options, ...zone }).format(at);
  return {
    language,
    // `{name}` in a text is replaced.
    t(key: K, values: Readonly<Record<string, string | number>> = {}): string {
      return language.value.texts[key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
    },
    word(list: Exclude<keyof W, 'Detail'>, number: number): string {
      return (language.value.words[list] as unknown as readonly string[])[number] ?? '';
    },
    detail(code: string): string {
      return language.value.words.Detail[code] ?? '';
    },
    time: format({ hour: '2-digit', minute: '2-digit' }),
    dayAndTime: format({ weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }),
    day: format({ day: 'numeric', month: 'long', year: 'numeric' }),
  };
}
