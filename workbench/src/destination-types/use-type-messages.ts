import type { DestinationType } from '../api/types.ts';
import { type Translate, useMessages } from '../i18n/i18n.tsx';
import { moduleOf } from './by-type.ts';
import type { TypeText } from './destination-type.ts';

/** Returns the texts that every type has, for one type. */
export const useTypeMessages = (type: DestinationType): Translate<TypeText> =>
  useMessages<TypeText>(moduleOf({ type }).messages);

/** Returns all texts of one type, for the functions of its module. */
export const useAllTypeMessages = (type: DestinationType): Translate<string> =>
  useMessages<string>(moduleOf({ type }).messages);
