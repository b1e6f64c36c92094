/** The window of one sharing request. */
import './styles/tokens.css';
import './styles/base.css';

import { mount } from 'svelte';

import Consent from './consent/Consent.svelte';
import { follow } from './theme';

follow();
mount(Consent, { target: document.querySelector('#app') ?? document.body });
