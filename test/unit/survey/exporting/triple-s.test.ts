import { expect, it } from '@jest/globals';
import { codebookFrom } from '../../../../src/survey/exporting/codebook.js';
import { chunksFrom } from '../../../../src/survey/exporting/row-writer.js';
import { createTripleSWriter } from '../../../../src/survey/exporting/triple-s.js';
import { loaded, options, question } from '../small-questionnaire.js';
import { everyType, given, interviewOf, sample } from './sample.js';

it('writes a multiple choice as digits in quotes, dates without dashes, blanks for what was not asked', () => {
  expect([...chunksFrom(createTripleSWriter(codebookFrom(everyType)), sample)]).toEqual([
    'session_id,user_id,version,language,started,ended,seconds,status,aapor,came,how,how_other,likes,likes_order,score,nps,price,day,day_outcome,born,why,why_outcome,why_sentiment\r\n',
    's1,+49 30 1234,1,en-US,2026-03-01T10:00:00.000Z,2026-03-01T10:02:30.400Z,150,complete,1.1,1,3,"=HYPERLINK(""http://x"",""on foot"")","1010000",3 1 2 4,5,0,-12.5,20240503,1,1987,"Good, ""really"" גדול 🚌",1,positive\r\n',
    's2,,1,en-US,2026-03-01T10:00:00.000Z,2026-03-01T10:02:30.400Z,150,complete,1.1,97,98,,"0000001",1 2 3 4,97,98,9999,,97,98,,98,\r\n',
    's3,,1,en-US,2026-03-01T10:00:00.000Z,,,refused,2.11,,,,,,,,,,,,,,\r\n',
    '',
  ]);
});

it('describes every type of variable', () => {
  const asked = loaded([
    question('how', 'single_choice', { questionText: 'Bus & "tram"\u0007<or>?', options: options('Bus', 'Tram') }),
    question('likes', 'multiple_choice', { options: options('Red', 'Blue') }),
    question('cost', 'numeric', { configuration: { minValue: 0, maxValue: 500, decimals: 1 } }),
    question('day', 'date'),
    question('why', 'open_ended'),
  ]);
  const writer = createTripleSWriter(codebookFrom(asked));
  const rows = [...chunksFrom(writer, [interviewOf(asked, { how: given('bus'), likes: given(['blue']), cost: given(2), day: given('2024-02-29'), why: given('🚌 Größe') })])];
  expect(rows).toHaveLength(3);
  const xml = writer.metadata('small.csv', '2026-03-02T08:09:10.000Z');
  expect(xml.slice(0, xml.indexOf('      <variable ident="2"'))).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<sss version="2.0">
  <date>2026-03-02</date>
  <time>08:09</time>
  <origin>Voiceter</origin>
  <survey>
    <name>small</name>
    <version>1</version>
    <title>Small</title>
    <record ident="A" href="small.csv" format="csv" skip="1">
      <variable ident="1" type="character" use="serial">
        <name>session_id</name>
        <label>Interview</label>
        <position start="1"/>
        <size>2</size>
      </variable>
`);
  expect(xml.slice(xml.indexOf('      <variable ident="10"'))).toBe(`      <variable ident="10" type="single">
        <name>how</name>
        <label>Bus &amp; &quot;tram&quot; &lt;or&gt;?</label>
        <position start="10"/>
        <values>
          <value code="1">Bus</value>
          <value code="2">Tram</value>
          <value code="97">Does not know</value>
          <value code="98">Prefers not to say</value>
          <value code="99">No answer</value>
        </values>
      </variable>
      <variable ident="11" type="multiple">
        <name>likes</name>
        <label>Text of likes.</label>
        <position start="11"/>
        <values>
          <value code="1">Red</value>
          <value code="2">Blue</value>
          <value code="3">Does not know</value>
          <value code="4">Prefers not to say</value>
          <value code="5">No answer</value>
        </values>
      </variable>
      <variable ident="12" type="quantity">
        <name>cost</name>
        <label>Text of cost.</label>
        <position start="12"/>
        <values>
          <range from="0.0" to="500.0"/>
          <value code="997">Does not know</value>
          <value code="998">Prefers not to say</value>
          <value code="999">No answer</value>
        </values>
      </variable>
      <variable ident="13" type="date">
        <name>day</name>
        <label>Text of day.</label>
        <position start="13"/>
      </variable>
      <variable ident="14" type="single">
        <name>day_outcome</name>
        <label>Outcome | Text of day.</label>
        <position start="14"/>
        <values>
          <value code="1">Answered</value>
          <value code="97">Does not know</value>
          <value code="98">Prefers not to say</value>
          <value code="99">No answer</value>
        </values>
      </variable>
      <variable ident="15" type="character">
        <name>why</name>
        <label>Text of why.</label>
        <position start="15"/>
        <size>7</size>
      </variable>
      <variable ident="16" type="single">
        <name>why_outcome</name>
        <label>Outcome | Text of why.</label>
        <position start="16"/>
        <values>
          <value code="1">Answered</value>
          <value code="97">Does not know</value>
          <value code="98">Prefers not to say</value>
          <value code="99">No answer</value>
        </values>
      </variable>
    </record>
  </survey>
</sss>
`);
});
