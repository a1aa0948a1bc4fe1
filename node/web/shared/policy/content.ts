// What a phone judges before it seals (R7, R8, R9, R27); the nodes judge all of it again. Answers null, or the rule and the
// code of its detail.
import { Category, type Conduct, Urgency, conductsOf, dangers } from '../base/vocabulary.gen';

export interface Refusal {
  rule: number;
  detail: string;
}
const refuse = (rule: number, detail: string): Refusal => ({ rule, detail });

const unknownInArea: Conduct = 1;
const plateCategories: readonly Category[] = [Category.VEH, Category.INT, Category.VOL, Category.ESC];

export const isOn = (categories: number, category: Category): boolean => ((categories >> category) & 1) === 1;
export const suggestsDanger = (conducts: readonly Conduct[]): boolean => conducts.some((each) => dangers.includes(each));
export const mayNamePlate = (category: Category): boolean => plateCategories.includes(category);

export function judgeConduct(category: Category, conducts: readonly Conduct[], persons: number): Refusal | null {
  const offered = conductsOf[category] ?? [];
  if (conducts.length === 0) return refuse(7, persons > 0 ? 'persons_without_conduct' : 'no_conduct');
  if (!conducts.every((each) => offered.includes(each))) return refuse(7, 'conduct_of_other_category');
  if (conducts.every((each) => each === unknownInArea)) return refuse(7, 'unknown_alone');
  return null;
}

// The series of 2009 has no I, O or U; before it one to four digits, letters and the department; elsewhere digits enough,
// and never so many letters in a row that a word or a name could hide in them.
const siv = /^[A-HJ-NP-TV-Z]{2}(?!000)\d{3}[A-HJ-NP-TV-Z]{2}$/;
const fni = /^[1-9]\d{0,3}[A-Z]{1,3}(0[1-9]|[1-8]\d|9[0-5]|2A|2B|97[1-8]|98[6-8])$/;
export function isPlateShape(plate: string): boolean {
  if (siv.test(plate)) return true;
  const old = fni.exec(plate);
  if (old !== null && plate.length - (old[1] as string).length <= 6) return true;
  const digits = plate.replace(/\D/g, '').length;
  return /^[A-Z0-9]{4,8}$/.test(plate) && digits >= 2 && !/[A-Z]{4}/.test(plate);
}
// As a person types it: spaces, hyphens, dots, lower case. Null: no plate has that shape.
export function canonicalPlate(typed: string): string | null {
  const plate = typed.replace(/[ .-]/g, '').replace(/[a-z]/g, (letter) => letter.toUpperCase());
  return isPlateShape(plate) ? plate : null;
}

export function judgePlate(category: Category, plate: string): Refusal | null {
  if (plate === '') return null;
  if (!mayNamePlate(category)) return refuse(8, 'plate_in_other_category');
  return isPlateShape(plate) ? null : refuse(8, 'plate_shape');
}

export function judgeUrgency(urgency: Urgency, called17: boolean): Refusal | null {
  return urgency === Urgency.in_progress && !called17 ? refuse(9, 'call_17_first') : null;
}

export function judgeExercise(charterIsExercise: boolean, exercise: boolean): Refusal | null {
  return charterIsExercise && !exercise ? refuse(27, 'exercise_only') : null;
}
