import { createContext, useContext } from 'react';
import { en, type Strings } from './en.js';

/** The words of the page, for every component. */
export const StringsContext = createContext<Strings>(en);

export const useStrings = (): Strings => useContext(StringsContext);
