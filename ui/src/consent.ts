/** The window of one decision: on a sharing request, or on a later end of a grant. */
import './styles/tokens.css';
import './styles/base.css';

import { mount } from 'svelte';

import Consent from './consent/Consent.svelte';
import Extension from './consent/Extension.svelte';
import { follow } from './theme';

follow();
const asked = new URLSearchParams(location.search);
mount(asked.has('grant') ? Extension : Consent, { target: document.querySelector('#app') ?? document.body });
