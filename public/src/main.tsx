import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './components/app.jsx';
import { pageLanguage, stringsIn } from './strings/catalogue.js';
import { StringsContext } from './strings/strings-context.js';
import './styles.css';

const language = pageLanguage(navigator.languages);
const strings = stringsIn(language);
document.documentElement.lang = language;
document.title = strings.productName;

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root');
createRoot(root).render(
  <StrictMode>
    <StringsContext value={strings}>
      <App />
    </StringsContext>
  </StrictMode>,
);
