// The short names that files use instead of words, and how they write an instant.
import * as lists from '../../shared/base/vocabulary.gen';

type ListName = Exclude<keyof typeof lists, 'conductsOf' | 'dangers' | 'limitTable' | 'Errc' | 'DocumentType' | 'Verb'>;
// "parked_engine_running"; of a category "VEH".
export function slug(list: ListName, number: number): string {
  const found = Object.entries(lists[list]).find(([, value]) => value === number);
  return found?.[0] ?? String(number);
}

// As every file of this project writes an instant.
export const iso = (at: number): string => new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');
