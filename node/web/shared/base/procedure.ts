// What a number of a procedure looks like; the node asks the same (R30, protocol/README.md).
export const isProcedureNumber = (text: string): boolean => /^[A-Z0-9/-]{1,32}$/.test(text) && /\d/.test(text);
