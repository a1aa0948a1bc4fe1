// The languages of this face: French at once, English when it is chosen. Nothing is remembered: a visit leaves nothing.
import { speaking } from '../shared/screen/texts';
import { fr } from './texts/fr';

export const languages = { fr: 'Français', en: 'English' } as const;
export type LanguageName = keyof typeof languages;

const spoken = speaking<keyof typeof fr.texts, typeof fr.words>(fr);
export const { language, t, word, day, dayAndTime } = spoken;

export type LimitKey = Extract<keyof typeof fr.texts, `limit_${string}`>;

export async function speak(name: LanguageName): Promise<void> {
  language.value = name === 'en' ? (await import('./texts/en')).en : fr;
  document.documentElement.lang = name;
  document.title = t('title');
}
export const chosen = (): LanguageName => (language.value === fr ? 'fr' : 'en');
