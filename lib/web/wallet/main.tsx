import { WALLET } from '../texts/wallet.ts';
import { mount } from '../ui/mount.tsx';
import { nameSite } from '../ui/page.tsx';
import { App } from './app.tsx';

nameSite(WALLET.name);
mount(<App />);
