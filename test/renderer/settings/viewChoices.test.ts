import { describe, expect, it } from 'vitest';
import { chosenProtocolName, viewChoice, withViewChoice } from '../../../renderer/settings/viewChoices.ts';

describe('choices kept in the settings', () => {
  it('come back as they were kept, beside those of other parts', () => {
    const first = withViewChoice({ view: '' }, 'columns', ['name', 'date']);
    const second = withViewChoice({ view: first }, 'hangingProtocol', 'Screening');
    expect(viewChoice({ view: second }, 'columns')).toEqual(['name', 'date']);
    expect(chosenProtocolName({ view: second })).toBe('Screening');
  });

  it('are taken out again', () => {
    const kept = withViewChoice({ view: '{"a":1,"b":2}' }, 'a', undefined);
    expect(JSON.parse(kept)).toEqual({ b: 2 });
  });

  it.each(['', '[1]', 'null', '"x"', '{broken'])('are none where %j was kept', (view) => {
    expect(viewChoice({ view }, 'a')).toBeUndefined();
    expect(JSON.parse(withViewChoice({ view }, 'a', 1))).toEqual({ a: 1 });
  });

  it('are not looked for in what every object has', () => {
    expect(viewChoice({ view: '{}' }, 'toString')).toBeUndefined();
  });

  it('name no protocol where something else was kept under its name', () => {
    expect(chosenProtocolName({ view: '{"hangingProtocol":3}' })).toBeNull();
  });
});
