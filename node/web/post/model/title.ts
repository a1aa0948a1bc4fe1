// What a tab says of those who wait, so that it is seen among others.
export const tabTitle = (name: string, waiting: number, counted: boolean): string => (waiting === 0 || !counted ? name : `(${waiting}) ${name}`);
