// The languages of this face: French at once, English when it is chosen.
import { speaking } from '../shared/screen/texts';
import { fr } from './texts/fr';

export const languages = { fr: 'Français', en: 'English' } as const;
export type LanguageName = keyof typeof languages;

const spoken = speaking<keyof typeof fr.texts, typeof fr.words>(fr);
export const { language, t, ofPart, word, detail, detailOf, time, dayAndTime, day } = spoken;

export async function speak(name: LanguageName): Promise<void> {
  language.value = name === 'en' ? (await import('./texts/en')).en : fr;
  document.documentElement.lang = name;
  try {
    localStorage.setItem('language', name);
  } catch {
    return; // a browser that keeps nothing asks again next time
  }
}
export function chosen(): LanguageName {
  try {
    return localStorage.getItem('language') === 'en' ? 'en' : 'fr';
  } catch {
    return 'fr';
  }
}
// Of a mandate or of somebody who asks for one.
export const nameOf = ({ id, name }: { id: string; name: string }): string => (name === '' ? t('nameUnknown', { id: id.slice(0, 8) }) : name);
