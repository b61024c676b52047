import '@cloudscape-design/global-styles/index.css';
import './shell/page.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { readPageConfig } from './account/page-config.ts';
import { SessionGate } from './account/session.tsx';
import { SignIn } from './account/sign-in.tsx';
import { createQueryClient } from './api/query-client.ts';
import { LanguageProvider } from './i18n/i18n.tsx';
import { App } from './shell/app.tsx';
import { ThemeProvider } from './shell/theme.tsx';

const config = await readPageConfig();

createRoot(document.getElementById('workbench') as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={createQueryClient()}>
      <ThemeProvider>
        <LanguageProvider>
          <SessionGate config={config} renderSignIn={(state) => <SignIn {...state} />}>
            <App />
          </SessionGate>
        </LanguageProvider>
      </ThemeProvider>
    </QueryClientProvider>
  </StrictMode>,
);
