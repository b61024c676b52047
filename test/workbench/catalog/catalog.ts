import type { CatalogType } from '../../../workbench/src/catalog/patterns.ts';

/** @param names `orders/order.paid`; with `!` behind it, without a thin form */
export const catalogOf = (...names: string[]): CatalogType[] =>
  names.map((name) => {
    const [group = '', type = ''] = name.replace('!', '').split('/');
    return { type, group, description: `Something about ${type}.`, thin: !name.endsWith('!') };
  });
