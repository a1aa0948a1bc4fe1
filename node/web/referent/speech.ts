// The languages of this face: French at once, the others when they are chosen.
import { speaking } from '../shared/screen/texts';
import { fr } from './texts/fr';

export const languages = { fr: 'Français', easy: 'Français facile', en: 'English' } as const;
export type LanguageName = keyof typeof languages;

export const { language, t, ofPart, word, detail, detailOf, time, dayAndTime, day } = speaking(fr);

export async function speak(name: LanguageName): Promise<void> {
  if (name === 'en') language.value = (await import('./texts/en')).en;
  else if (name === 'easy') language.value = (await import('./texts/easy')).easy;
  else language.value = fr;
  document.documentElement.lang = language.value.locale.slice(0, 2);
  document.title = t('title');
  try {
    localStorage.setItem('language', name);
  } catch {
    return; // a browser that keeps nothing asks again next time
  }
}
export function chosen(): LanguageName {
  try {
    const kept = localStorage.getItem('language') ?? '';
    return kept in languages ? (kept as LanguageName) : 'fr';
  } catch {
    return 'fr';
  }
}
