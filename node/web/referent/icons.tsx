// One pictogram for each category, and the few others: outlines in the colour of the text, never alone without words.
import type { JSX } from 'preact';
import type { Category } from '../shared/base/vocabulary.gen';

const paths: Readonly<Record<Category, string>> = {
  1: 'M3 15l2-6h14l2 6v4H3zM7 19a1.500 1.500 0 100 .01M17 19a1.500 1.500 0 100 .01M6 9l2-4h8l2 4',
  2: 'M6 21V3h12v18zM14 12h1M3 21h18M9 7h6',
  3: 'M3 11l9-8 9 8v10H3zM10 21v-6h4v6M15 9l4 4',
  4: 'M4 4l6 7-3 3 6 6M14 4l-2 5 5 3-3 8',
  5: 'M5 9h14l-1 12H6zM9 9V6a3 3 0 016 0v3M9 14l6 4M15 14l-6 4',
  6: 'M4 9v6h4l5 4V5L8 9zM16 9a4 4 0 010 6M19 6a8 8 0 010 12',
  7: 'M5 7h14l-1 14H6zM3 7h18M9 7V4h6v3M10 11v6M14 11v6',
  8: 'M12 5a2 2 0 100 .01M12 8v7M12 10l-4 3M12 10l4 3M12 15l-3 6M12 15l3 6',
  9: 'M10 4a6 6 0 100 12 6 6 0 000-12zM15 15l6 6M10 8v2M10 13v.01',
  10: 'M5 4h4l2 5-3 2a12 12 0 006 6l2-3 5 2v4c-9 2-18-7-16-16zM15 4l5 5M20 4l-5 5',
  11: 'M3 11l9-8 9 8v10H3zM12 12v4M12 18v.01',
  12: 'M12 3c1 5 6 6 6 11a6 6 0 01-12 0c0-3 2-4 2-7 2 1 3 2 3 4 1-2 2-4 1-8z',
};

const icon = (d: string): JSX.Element => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d={d} />
  </svg>
);
export const CategoryIcon = ({ category }: { category: Category }): JSX.Element => icon(paths[category]);
