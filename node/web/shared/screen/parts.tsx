// Pieces that several parts of the page have.
import type { ComponentChildren, JSX } from 'preact';

export function Part({ id, title, children }: { id: string; title: string; children: ComponentChildren }): JSX.Element {
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

export interface TableOf {
  caption: string;
  heads: readonly string[];
  rows: readonly (readonly [string, ...ComponentChildren[]])[];
}
// A table that may be wider than a telephone scrolls by itself, and can be reached by keyboard for that.
export function Table({ caption, heads, rows }: TableOf): JSX.Element {
  return (
    <div class="wide" role="group" aria-label={caption} tabIndex={0}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, ...cells]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {cells.map((cell, i) => (
                <td key={heads[i + 1]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
