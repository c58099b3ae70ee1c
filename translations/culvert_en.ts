<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>culvert::ui::ApplicationCard</name>
    <message numerus="yes">
        <source>For %n programs only</source>
        <translation>
            <numerusform>For %n program only</numerusform>
            <numerusform>For %n programs only</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>culvert::ui::Conductor</name>
    <message numerus="yes">
        <source>On through %1 · %n connection(s)</source>
        <translation>
            <numerusform>On through %1 · %n connection</numerusform>
            <numerusform>On through %1 · %n connections</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>On through %1 · %2 · %n connection(s)</source>
        <translation>
            <numerusform>On through %1 · %2 · %n connection</numerusform>
            <numerusform>On through %1 · %2 · %n connections</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>culvert::ui::ConnectionsPage</name>
    <message numerus="yes">
        <source>%n connections</source>
        <translation>
            <numerusform>%n connection</numerusform>
            <numerusform>%n connections</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>culvert::ui::DomainPanel</name>
    <message numerus="yes">
        <source>%n prox(y/ies) to choose from:</source>
        <translation>
            <numerusform>%n proxy to choose from:</numerusform>
            <numerusform>%n proxies to choose from:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>culvert::ui::Format</name>
    <message numerus="yes">
        <source>%n minute(s) ago</source>
        <translation>
            <numerusform>%n minute ago</numerusform>
            <numerusform>%n minutes ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s) ago</source>
        <translation>
            <numerusform>%n hour ago</numerusform>
            <numerusform>%n hours ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) ago</source>
        <translation>
            <numerusform>%n day ago</numerusform>
            <numerusform>%n days ago</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>culvert::ui::ForwardLine</name>
    <message numerus="yes">
        <source>%n connections · %1</source>
        <comment>%1 is what was carried</comment>
        <translation>
            <numerusform>%n connection · %1</numerusform>
            <numerusform>%n connections · %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>culvert::ui::ProfileChanges</name>
    <message numerus="yes">
        <source>%n rule(s) will go through the profile in use.</source>
        <translation>
            <numerusform>%n rule will go through the profile in use.</numerusform>
            <numerusform>%n rules will go through the profile in use.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n forward(s) will do what the rules say.</source>
        <translation>
            <numerusform>%n forward will do what the rules say.</numerusform>
            <numerusform>%n forwards will do what the rules say.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n listening address(es) will do what the rules say.</source>
        <translation>
            <numerusform>%n listening address will do what the rules say.</numerusform>
            <numerusform>%n listening addresses will do what the rules say.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>culvert::ui::RuleWords</name>
    <message numerus="yes">
        <source>%n more</source>
        <comment>at the end of a list</comment>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>culvert::ui::Steps</name>
    <message numerus="yes">
        <source>Found %n address(es)</source>
        <translation>
            <numerusform>Found %n address</numerusform>
            <numerusform>Found %n addresses</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>culvert::ui::TraceModel</name>
    <message numerus="yes">
        <source>%n steps were left out here: they came quicker than they can be read.</source>
        <translation>
            <numerusform>%n step was left out here: they came quicker than they can be read.</numerusform>
            <numerusform>%n steps were left out here: they came quicker than they can be read.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>culvert::ui::TracePage</name>
    <message numerus="yes">
        <source>%n steps</source>
        <translation>
            <numerusform>%n step</numerusform>
            <numerusform>%n steps</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n older steps were left out, since no more are kept here.</source>
        <translation>
            <numerusform>%n older step was left out, since no more are kept here.</numerusform>
            <numerusform>%n older steps were left out, since no more are kept here.</numerusform>
        </translation>
    </message>
</context>
</TS>
