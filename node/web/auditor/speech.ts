// The languages of this face: French at once, English when it is chosen.
import { speaking } from '../shared/screen/texts';
import { fr } from './texts/fr';

export const languages = { fr: 'Français', en: 'English' } as const;
export type LanguageName = keyof typeof languages;

const spoken = speaking<keyof typeof fr.texts, typeof fr.words>(fr);
export const { language, t, ofPart, word, detail, day, dayAndTime } = spoken;

export async function speak(name: LanguageName): Promise<void> {
  language.value = name === 'en' ? (await import('./texts/en')).en : fr;
  document.documentElement.lang = name;
  document.title = t('title');
}
export const chosen = (): LanguageName => (language.value === fr ? 'fr' : 'en');
