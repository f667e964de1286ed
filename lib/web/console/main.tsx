import { TEXTS } from '../texts/console/common.ts';
import { mount } from '../ui/mount.tsx';
import { nameSite } from '../ui/page.tsx';
import { App } from './app.tsx';

nameSite(TEXTS.name);
mount(<App />);
