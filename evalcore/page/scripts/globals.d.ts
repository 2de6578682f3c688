// What the scripts of a page find there: written by `program.py` and `council.py`.
declare const ERRORS: Set<string>;
declare const GEOMETRY: { width: number; height: number; left: number; right: number; top: number; bottom: number; unsaid: number };
declare const FIELDS: Record<string, any>;
declare const LOOKS: Record<string, any>;
declare const evalcore: {
  load(data: any): void;
  evaluate(request: any, settings?: any): any;
  InputError: any;
  describe(ruleset: string): any;
  idOf(request: any): string;
  flattened(request: any, fields: Record<string, any>): Map<string, any>;
  spellDay(day: number): string;
  numbersOf(ruleset: string, settings: any): { weights: Record<string, number>; p: Record<string, number> };
  prepare(request: any, ruleset: string): (numbers: any) => any;
};
declare const DIRECTIONS: string[];
declare const FORM: { name: string; columns: { name: string; path: (string | number)[] }[]; fields: Record<string, { label: string; question: string; who: string; unit: string; controls: string }> };
declare const FRONTIERS: Record<string, { amount: string; worth: string | null; chosen: string[] | null }[]>;
