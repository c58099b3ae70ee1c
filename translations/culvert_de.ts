<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>Words</name>
    <message>
        <source>%1 → %2</source>
        <comment>a forward: where it listens, and where it leads</comment>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>Culvert itself listens on %1 for all applications. Choose another port.</source>
        <translation>Auf %1 lauscht Culvert selbst, für alle Anwendungen. Bitte einen anderen Port wählen.</translation>
    </message>
    <message>
        <source>A forward of %1 listens on %2 already. Choose another port.</source>
        <translation>Auf %2 lauscht bereits eine Weiterleitung von %1. Bitte einen anderen Port wählen.</translation>
    </message>
</context>
<context>
    <name>config</name>
    <message>
        <source>it cannot be shown, or is longer than 256 bytes</source>
        <translation>Der Text lässt sich nicht anzeigen oder ist länger als 256 Byte</translation>
    </message>
    <message>
        <source>it has 1 to 64 characters: a to z, digits and hyphens</source>
        <translation>Erlaubt sind 1 bis 64 Zeichen: a bis z, Ziffern und Bindestriche</translation>
    </message>
    <message>
        <source>another one has it already</source>
        <translation>Ein anderer Eintrag hat das bereits</translation>
    </message>
    <message>
        <source>only a keychain and a file have a place</source>
        <translation>Einen Ort gibt es nur bei einem Schlüsselbund und einer Datei</translation>
    </message>
    <message>
        <source>an entry of the keychain has a name</source>
        <translation>Ein Eintrag im Schlüsselbund braucht einen Namen</translation>
    </message>
    <message>
        <source>the file of a secret is named by its whole path</source>
        <translation>Eine Datei mit Zugangsdaten wird mit ihrem vollständigen Pfad angegeben</translation>
    </message>
    <message>
        <source>there is no such profile</source>
        <translation>Dieses Profil gibt es nicht</translation>
    </message>
    <message>
        <source>there is no such application</source>
        <translation>Diese Anwendung gibt es nicht</translation>
    </message>
    <message>
        <source>there is no such forward</source>
        <translation>Diese Weiterleitung gibt es nicht</translation>
    </message>
    <message>
        <source>a program is named by its whole path</source>
        <translation>Ein Programm wird mit seinem vollständigen Pfad angegeben</translation>
    </message>
    <message>
        <source>%1 listens on %2 already</source>
        <translation>%1 lauscht bereits auf %2</translation>
    </message>
    <message>
        <source>the user name is empty</source>
        <translation>Der Benutzername ist leer</translation>
    </message>
    <message>
        <source>the user name must not contain &apos;:&apos;</source>
        <translation>Der Benutzername darf kein „:“ enthalten</translation>
    </message>
    <message>
        <source>control characters are not allowed</source>
        <translation>Steuerzeichen sind nicht erlaubt</translation>
    </message>
    <message>
        <source>the password was not read from where it is</source>
        <translation>Das Passwort wurde nicht von seinem Ort gelesen</translation>
    </message>
    <message>
        <source>the token was not read from where it is</source>
        <translation>Das Token wurde nicht von seinem Ort gelesen</translation>
    </message>
    <message>
        <source>the token has characters that no token has, or is empty</source>
        <translation>Das Token ist leer oder enthält unzulässige Zeichen</translation>
    </message>
    <message>
        <source>the name of the key has 1 to 255 characters</source>
        <translation>Der Name des Schlüssels hat 1 bis 255 Zeichen</translation>
    </message>
    <message>
        <source>the file of the private key is missing</source>
        <translation>Die Datei mit dem privaten Schlüssel fehlt</translation>
    </message>
    <message>
        <source>there are more than 16</source>
        <translation>Es sind mehr als 16</translation>
    </message>
    <message>
        <source>it is cubic or bbr</source>
        <translation>Möglich sind cubic und bbr</translation>
    </message>
    <message>
        <source>at least one version of HTTP is needed</source>
        <translation>Mindestens eine HTTP-Version wird gebraucht</translation>
    </message>
    <message>
        <source>a certificate and its key go together</source>
        <translation>Ein Zertifikat und sein Schlüssel gehören zusammen</translation>
    </message>
    <message>
        <source>a classic CONNECT proxy knows nobody by a key</source>
        <translation>Ein klassischer CONNECT-Proxy kennt keine Anmeldung mit einem Schlüssel</translation>
    </message>
    <message>
        <source>versions of HTTP are 3, 2 and 1.1, with commas between them</source>
        <translation>HTTP-Versionen sind 3, 2 und 1.1, durch Kommas getrennt</translation>
    </message>
    <message>
        <source>a version of HTTP is named twice</source>
        <translation>Eine HTTP-Version ist doppelt angegeben</translation>
    </message>
    <message>
        <source>the protocol revision must be one of: auto, %1or TOKEN,DATA,FINAL_DATA</source>
        <translation>Die Protokollrevision muss eine von diesen sein: auto, %1oder TOKEN,DATA,FINAL_DATA</translation>
    </message>
    <message>
        <source>the upgrade token has letters, digits and - only</source>
        <translation>Das Upgrade-Token besteht nur aus Buchstaben, Ziffern und -</translation>
    </message>
    <message>
        <source>DATA and FINAL_DATA are two different capsule types, such as 0x2028d7f2 and 0x2028d7f3</source>
        <translation>DATA und FINAL_DATA sind zwei verschiedene Kapseltypen, etwa 0x2028d7f2 und 0x2028d7f3</translation>
    </message>
    <message>
        <source>a proxy is missing: a template or host[:port]</source>
        <translation>Ein Proxy fehlt: eine Vorlage oder Host[:Port]</translation>
    </message>
    <message>
        <source>a classic CONNECT proxy is HOST[:PORT] or https://HOST[:PORT], without path or template</source>
        <translation>Ein klassischer CONNECT-Proxy wird als HOST[:PORT] oder https://HOST[:PORT] angegeben, ohne Pfad und Vorlage</translation>
    </message>
    <message>
        <source>this is a provisioning domain: choose one of the templates that it offers (culvert-cli proxies)</source>
        <translation>Das ist eine Bereitstellungsdomäne: Bitte eine der Vorlagen wählen, die sie anbietet (culvert-cli proxies)</translation>
    </message>
    <message>
        <source>&apos;%&apos; must be followed by two hexadecimal digits</source>
        <translation>Auf „%“ müssen zwei Hexadezimalziffern folgen</translation>
    </message>
    <message>
        <source>a template has at most 4096 characters</source>
        <translation>Eine Vorlage hat höchstens 4096 Zeichen</translation>
    </message>
    <message>
        <source>a template has only visible ASCII characters</source>
        <translation>Eine Vorlage enthält nur sichtbare ASCII-Zeichen</translation>
    </message>
    <message>
        <source>a template begins with https://</source>
        <translation>Eine Vorlage beginnt mit https://</translation>
    </message>
    <message>
        <source>the scheme must be https</source>
        <translation>Das Schema muss https sein</translation>
    </message>
    <message>
        <source>the host is missing</source>
        <translation>Der Host fehlt</translation>
    </message>
    <message>
        <source>variables stand in the path or the query only</source>
        <translation>Variablen stehen nur im Pfad oder in der Abfrage</translation>
    </message>
    <message>
        <source>a user name has no place in a template</source>
        <translation>Ein Benutzername gehört nicht in eine Vorlage</translation>
    </message>
    <message>
        <source>an IPv6 address stands in brackets</source>
        <translation>Eine IPv6-Adresse steht in eckigen Klammern</translation>
    </message>
    <message>
        <source>a path that starts with / is missing</source>
        <translation>Ein Pfad, der mit / beginnt, fehlt</translation>
    </message>
    <message>
        <source>a path starts with /</source>
        <translation>Ein Pfad beginnt mit /</translation>
    </message>
    <message>
        <source>behind a variable comes a character that no value has, such as &apos;/&apos;</source>
        <translation>Auf eine Variable muss ein Zeichen folgen, das in keinem Wert vorkommt, etwa „/“</translation>
    </message>
    <message>
        <source>a template has no fragment</source>
        <translation>Eine Vorlage hat kein Fragment</translation>
    </message>
    <message>
        <source>&apos;}&apos; without &apos;{&apos;</source>
        <translation>„}“ ohne „{“</translation>
    </message>
    <message>
        <source>&apos;{&apos; without &apos;}&apos;</source>
        <translation>„{“ ohne „}“</translation>
    </message>
    <message>
        <source>this character must be percent-encoded</source>
        <translation>Dieses Zeichen muss prozentkodiert werden</translation>
    </message>
    <message>
        <source>too many variables</source>
        <translation>Zu viele Variablen</translation>
    </message>
    <message>
        <source>the variable %1 is missing</source>
        <translation>Die Variable %1 fehlt</translation>
    </message>
    <message>
        <source>the operator &apos;%1&apos; is not allowed</source>
        <translation>Der Operator „%1“ ist nicht erlaubt</translation>
    </message>
    <message>
        <source>the modifiers &apos;:&apos; and &apos;*&apos; are not allowed</source>
        <translation>Die Modifikatoren „:“ und „*“ sind nicht erlaubt</translation>
    </message>
    <message>
        <source>this is no variable name</source>
        <translation>Das ist kein Name einer Variablen</translation>
    </message>
    <message>
        <source>%1 (at character %2)</source>
        <translation>%1 (bei Zeichen %2)</translation>
    </message>
    <message>
        <source>the host is empty</source>
        <translation>Der Host ist leer</translation>
    </message>
    <message>
        <source>the host name is longer than 253 characters</source>
        <translation>Der Hostname ist länger als 253 Zeichen</translation>
    </message>
    <message>
        <source>the host name has an empty part</source>
        <translation>Der Hostname hat einen leeren Teil</translation>
    </message>
    <message>
        <source>a part of the host name is longer than 63 characters</source>
        <translation>Ein Teil des Hostnamens ist länger als 63 Zeichen</translation>
    </message>
    <message>
        <source>the host name must not contain a NUL</source>
        <translation>Der Hostname darf kein NUL enthalten</translation>
    </message>
    <message>
        <source>the host name must not contain &apos;%1&apos;</source>
        <translation>Der Hostname darf kein „%1“ enthalten</translation>
    </message>
    <message>
        <source>a part of the host name begins or ends with &apos;-&apos;</source>
        <translation>Ein Teil des Hostnamens beginnt oder endet mit „-“</translation>
    </message>
    <message>
        <source>this is no valid IPv6 address</source>
        <translation>Das ist keine gültige IPv6-Adresse</translation>
    </message>
    <message>
        <source>this is no valid IPv4 address</source>
        <translation>Das ist keine gültige IPv4-Adresse</translation>
    </message>
    <message>
        <source>the port must be a number from 1 to 65535</source>
        <translation>Der Port muss eine Zahl von 1 bis 65535 sein</translation>
    </message>
    <message>
        <source>the port must be a number from 0 to 65535</source>
        <translation>Der Port muss eine Zahl von 0 bis 65535 sein</translation>
    </message>
    <message>
        <source>the &apos;]&apos; of the IPv6 address is missing</source>
        <translation>Das „]“ der IPv6-Adresse fehlt</translation>
    </message>
    <message>
        <source>after &apos;]&apos; comes &apos;:&apos; and the port</source>
        <translation>Auf „]“ folgen „:“ und der Port</translation>
    </message>
    <message>
        <source>only an IPv6 address stands in brackets</source>
        <translation>Nur eine IPv6-Adresse steht in eckigen Klammern</translation>
    </message>
    <message>
        <source>an IPv6 address with a port stands in brackets</source>
        <translation>Eine IPv6-Adresse mit Port steht in eckigen Klammern</translation>
    </message>
    <message>
        <source>an IPv6 address with a port stands in brackets: [::1]:1080</source>
        <translation>Eine IPv6-Adresse mit Port steht in eckigen Klammern: [::1]:1080</translation>
    </message>
    <message>
        <source>the port is missing</source>
        <translation>Der Port fehlt</translation>
    </message>
    <message>
        <source>a socket&apos;s path begins with / and has 103 characters at most</source>
        <translation>Der Pfad eines Sockets beginnt mit / und hat höchstens 103 Zeichen</translation>
    </message>
    <message>
        <source>this is no IP address to listen on</source>
        <translation>Das ist keine IP-Adresse, auf der sich lauschen lässt</translation>
    </message>
    <message>
        <source>an address that other computers can reach needs a user name and a password</source>
        <translation>Eine Adresse, die andere Rechner erreichen können, braucht Benutzername und Passwort</translation>
    </message>
    <message>
        <source>user name and password have 1 to 255 characters each</source>
        <translation>Benutzername und Passwort haben je 1 bis 255 Zeichen</translation>
    </message>
    <message>
        <source>it is the name of an icon, or a path</source>
        <translation>Hier steht der Name eines Symbols oder ein Pfad</translation>
    </message>
    <message>
        <source>it begins with a program</source>
        <translation>Am Anfang steht ein Programm</translation>
    </message>
    <message>
        <source>without a program nothing could use the forwards</source>
        <translation>Ohne ein Programm könnte nichts die Weiterleitungen nutzen</translation>
    </message>
    <message>
        <source>a forward listens on this computer only (localhost or a path)</source>
        <translation>Eine Weiterleitung lauscht nur auf diesem Rechner (localhost oder ein Pfad)</translation>
    </message>
    <message>
        <source>a forward is LISTEN=HOST:PORT</source>
        <translation>Eine Weiterleitung hat die Form LISTEN=HOST:PORT</translation>
    </message>
    <message>
        <source>this is no domain (corp.example, *.corp.example)</source>
        <translation>Das ist keine Domain (corp.example, *.corp.example)</translation>
    </message>
    <message>
        <source>this is no network (10.0.0.0/8, 2001:db8::/32)</source>
        <translation>Das ist kein Netzwerk (10.0.0.0/8, 2001:db8::/32)</translation>
    </message>
    <message>
        <source>this is no port and no range of ports (443, 8000-8999)</source>
        <translation>Das ist weder ein Port noch ein Portbereich (443, 8000-8999)</translation>
    </message>
    <message>
        <source>only a rule that tunnels goes through a profile</source>
        <translation>Nur Regeln mit Tunnel haben ein Profil</translation>
    </message>
    <message>
        <source>this is missing</source>
        <translation>Diese Angabe fehlt</translation>
    </message>
    <message>
        <source>this has to be a text</source>
        <translation>Das muss ein Text sein</translation>
    </message>
    <message>
        <source>this has to be a list</source>
        <translation>Das muss eine Liste sein</translation>
    </message>
    <message>
        <source>this has to be a list of texts</source>
        <translation>Das muss eine Liste von Texten sein</translation>
    </message>
    <message>
        <source>this has to be an object</source>
        <translation>Das muss ein Objekt sein</translation>
    </message>
    <message>
        <source>this has to be true or false</source>
        <translation>Das muss true oder false sein</translation>
    </message>
    <message>
        <source>this has to be a number from %1 to %2</source>
        <translation>Das muss eine Zahl von %1 bis %2 sein</translation>
    </message>
    <message>
        <source>this has to be one of %1</source>
        <translation>Das muss eines von diesen sein: %1</translation>
    </message>
    <message>
        <source>it goes together with &quot;user&quot;</source>
        <translation>Das gehört mit „user“ zusammen</translation>
    </message>
    <message>
        <source>this is no language tag (de, pt-BR)</source>
        <translation>Das ist kein Sprachkürzel (de, pt-BR)</translation>
    </message>
    <message>
        <source>this has to be a JSON object</source>
        <translation>Das muss ein JSON-Objekt sein</translation>
    </message>
    <message>
        <source>this has to be the number of a schema</source>
        <translation>Das muss die Nummer eines Schemas sein</translation>
    </message>
    <message>
        <source>a text is no UTF-8 and cannot be saved</source>
        <translation>Ein Text ist kein UTF-8 und kann nicht gespeichert werden</translation>
    </message>
    <message>
        <source>there is no keychain here</source>
        <translation>Hier gibt es keinen Schlüsselbund</translation>
    </message>
    <message>
        <source>files are not read for it here</source>
        <translation>Dateien werden dafür hier nicht gelesen</translation>
    </message>
    <message>
        <source>nobody can be asked for it here</source>
        <translation>Danach kann hier niemand gefragt werden</translation>
    </message>
    <message>
        <source>it was not given</source>
        <translation>Es wurde nichts eingegeben</translation>
    </message>
    <message>
        <source>it is empty</source>
        <translation>Der Inhalt ist leer</translation>
    </message>
    <message>
        <source>others do not choose files of this computer</source>
        <translation>Dateien dieses Rechners werden nicht von anderen bestimmt</translation>
    </message>
    <message>
        <source>whoever uses it decides whether requests may be made twice</source>
        <translation>Wer das Profil nutzt, entscheidet selbst, ob Anfragen doppelt gestellt werden dürfen</translation>
    </message>
    <message>
        <source>this is not taken from others</source>
        <translation>Das wird nicht von anderen übernommen</translation>
    </message>
    <message>
        <source>a profile has to be an object</source>
        <translation>Ein Profil muss ein Objekt sein</translation>
    </message>
    <message>
        <source>this is longer than any link of Culvert</source>
        <translation>Das ist länger als jeder Link von Culvert</translation>
    </message>
    <message>
        <source>this is no link of Culvert (culvert://profile/…)</source>
        <translation>Das ist kein Link von Culvert (culvert://profile/…)</translation>
    </message>
    <message>
        <source>the link is not whole, or was changed on its way</source>
        <translation>Der Link ist unvollständig oder wurde unterwegs verändert</translation>
    </message>
    <message>
        <source>a newer Culvert made this link</source>
        <translation>Diesen Link hat ein neueres Culvert erstellt</translation>
    </message>
    <message>
        <source>this is too much for a link; a file holds it</source>
        <translation>Das ist zu viel für einen Link; in eine Datei passt es</translation>
    </message>
    <message>
        <source>this is no file of profiles</source>
        <translation>Das ist keine Datei mit Profilen</translation>
    </message>
    <message>
        <source>a file has at most 256 profiles</source>
        <translation>Eine Datei enthält höchstens 256 Profile</translation>
    </message>
    <message>
        <source>these are too many for a file</source>
        <translation>Das sind zu viele für eine Datei</translation>
    </message>
    <message>
        <source>this is no secret</source>
        <translation>Das sind keine Zugangsdaten</translation>
    </message>
    <message>
        <source>it has characters that are not shown</source>
        <translation>Der Text enthält Zeichen, die nicht angezeigt werden</translation>
    </message>
    <message>
        <source>a pin is sha256/ and a hash in base64</source>
        <translation>Ein Pin besteht aus sha256/ und einem Hash in Base64</translation>
    </message>
    <message>
        <source>comes along</source>
        <translation>Wird mitgeliefert</translation>
    </message>
    <message>
        <source>nothing runs</source>
        <translation>Es läuft nichts</translation>
    </message>
    <message>
        <source>no profile is in use</source>
        <translation>Kein Profil wird verwendet</translation>
    </message>
    <message>
        <source>the profile %1 does not run</source>
        <translation>Das Profil %1 läuft nicht</translation>
    </message>
    <message>
        <source>the profile has no proxy</source>
        <translation>Das Profil hat keinen Proxy</translation>
    </message>
    <message>
        <source>there is too much to do at once</source>
        <translation>Es ist zu viel auf einmal zu tun</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>field, what is wrong with it</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>a newer Culvert wrote this (schema %1; this one knows %2)</source>
        <translation>Das hat ein neueres Culvert geschrieben (Schema %1, dieses kennt %2)</translation>
    </message>
    <message>
        <source>a secret has no place in this file: it is not used, and left out when the file is saved</source>
        <translation>Zugangsdaten gehören nicht in diese Datei: Sie werden nicht verwendet und beim Speichern weggelassen</translation>
    </message>
</context>
<context>
    <name>culvert::desktop::Autostart</name>
    <message>
        <source>The entry %1 could not be removed: %2.</source>
        <translation>Der Eintrag %1 konnte nicht entfernt werden: %2.</translation>
    </message>
    <message>
        <source>The entry %1 could not be written: %2.</source>
        <translation>Der Eintrag %1 konnte nicht geschrieben werden: %2.</translation>
    </message>
    <message>
        <source>Windows did not let Culvert change what starts at login.</source>
        <translation>Windows hat nicht zugelassen, dass Culvert ändert, was beim Anmelden startet.</translation>
    </message>
</context>
<context>
    <name>culvert::desktop::Program</name>
    <message>
        <source>Another Culvert runs without a window: culvert-cli speaks with that one, and both may want the same ports.</source>
        <translation>Ein anderes Culvert läuft ohne Fenster: culvert-cli spricht mit diesem, und beide beanspruchen vielleicht dieselben Ports.</translation>
    </message>
    <message>
        <source>culvert-cli cannot speak with this program.</source>
        <translation>culvert-cli kann nicht mit diesem Programm sprechen.</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>The built-in proxy could not be started.</source>
        <translation>Der eingebaute Proxy konnte nicht gestartet werden.</translation>
    </message>
</context>
<context>
    <name>culvert::desktop::ProgramAccess</name>
    <message>
        <source>Programs cannot be led to %1.</source>
        <translation>Programme lassen sich nicht zu %1 leiten.</translation>
    </message>
    <message>
        <source>%1 could not be started: there is no such program.</source>
        <translation>%1 konnte nicht gestartet werden: Dieses Programm gibt es nicht.</translation>
    </message>
    <message>
        <source>%1 could not be started: it may not be run.</source>
        <translation>%1 konnte nicht gestartet werden: Die Datei darf nicht ausgeführt werden.</translation>
    </message>
    <message>
        <source>There is no command to start.</source>
        <translation>Es gibt keinen Befehl zum Starten.</translation>
    </message>
    <message>
        <source>%1 could not be started: %2</source>
        <translation>%1 konnte nicht gestartet werden: %2</translation>
    </message>
</context>
<context>
    <name>culvert::desktop::SystemProxyWords</name>
    <message>
        <source>A setting of the desktop may not be changed on this computer.</source>
        <translation>Eine Einstellung des Desktops darf auf diesem Computer nicht geändert werden.</translation>
    </message>
    <message>
        <source>A program that is needed for it is not installed.</source>
        <translation>Ein Programm, das dafür nötig ist, ist nicht installiert.</translation>
    </message>
    <message>
        <source>The settings of the desktop do not answer.</source>
        <translation>Die Einstellungen des Desktops antworten nicht.</translation>
    </message>
    <message>
        <source>Another Culvert is changing it right now.</source>
        <translation>Ein anderes Culvert ändert ihn gerade.</translation>
    </message>
    <message>
        <source>The proxy that is set has a password, which could not be set back afterwards.</source>
        <translation>Der eingestellte Proxy hat ein Passwort, das danach nicht wiederhergestellt werden könnte.</translation>
    </message>
    <message>
        <source>The system proxy could not be set back to what it was before.</source>
        <translation>Der System-Proxy konnte nicht auf den vorherigen Stand zurückgesetzt werden.</translation>
    </message>
    <message>
        <source>The system proxy could not be changed.</source>
        <translation>Der System-Proxy konnte nicht geändert werden.</translation>
    </message>
    <message>
        <source>This desktop has no proxy setting that Culvert knows. The lines for a terminal, on the overview, lead programs through Culvert instead.</source>
        <translation>Dieser Desktop hat keine Proxy-Einstellung, die Culvert kennt. Stattdessen leiten die Zeilen für ein Terminal in der Übersicht Programme über Culvert.</translation>
    </message>
    <message>
        <source>Somebody else has changed the system proxy meanwhile, so it is left as it is.</source>
        <translation>Der System-Proxy wurde inzwischen von anderer Seite geändert. Deshalb bleibt er, wie er ist.</translation>
    </message>
    <message>
        <source>Another Culvert has set the system proxy and still runs, so it is left as it is.</source>
        <translation>Ein anderes Culvert hat den System-Proxy eingestellt und läuft noch. Deshalb bleibt er, wie er ist.</translation>
    </message>
    <message>
        <source>What the system proxy was before cannot be told any more, so nothing was set back. Look at the proxy in the settings of the desktop.</source>
        <translation>Wie der System-Proxy vorher eingestellt war, lässt sich nicht mehr feststellen. Deshalb wurde nichts zurückgesetzt. Bitte sehen Sie in den Einstellungen des Desktops nach.</translation>
    </message>
</context>
<context>
    <name>culvert::desktop::ThisComputer</name>
    <message>
        <source>The system proxy stays as it is, since a port asks programs for a password: desktops have none to give.</source>
        <translation>Der System-Proxy bleibt, wie er ist: Ein Port verlangt von Programmen ein Passwort, und ein Desktop kann keines angeben.</translation>
    </message>
    <message>
        <source>The built-in proxy could not be started: %1</source>
        <translation>Der eingebaute Proxy konnte nicht gestartet werden: %1</translation>
    </message>
    <message>
        <source>The file %1 could not be written: %2</source>
        <translation>Die Datei %1 konnte nicht geschrieben werden: %2</translation>
    </message>
    <message>
        <source>Culvert is one of this system&apos;s packages, and kept up to date with them.</source>
        <translation>Culvert ist ein Paket dieses Systems und wird mit dessen Paketen aktualisiert.</translation>
    </message>
    <message>
        <source>This Culvert was built from its sources. It does not look for newer ones.</source>
        <translation>Dieses Culvert wurde aus dem Quelltext gebaut. Es sucht nicht nach neueren Versionen.</translation>
    </message>
</context>
<context>
    <name>culvert::ui::AboutGroup</name>
    <message>
        <source>About</source>
        <translation>Info</translation>
    </message>
    <message>
        <source>Culvert %1</source>
        <translation>Culvert %1</translation>
    </message>
    <message>
        <source>Free software under the Apache License 2.0. It comes without any warranty.</source>
        <translation>Freie Software unter der Apache-Lizenz 2.0, ohne jede Gewährleistung.</translation>
    </message>
    <message>
        <source>Libraries</source>
        <translation>Bibliotheken</translation>
    </message>
    <message>
        <source>Culvert stands on the work of others, under licences of their own.</source>
        <translation>Culvert baut auf der Arbeit anderer auf, die unter eigenen Lizenzen steht.</translation>
    </message>
    <message>
        <source>Show them</source>
        <translation>Anzeigen</translation>
    </message>
</context>
<context>
    <name>culvert::ui::AdvancedFields</name>
    <message>
        <source>A file is named by its whole path, from the top folder on.</source>
        <translation>Eine Datei wird mit ihrem vollständigen Pfad angegeben, ab dem obersten Ordner.</translation>
    </message>
    <message>
        <source>A pin is sha256/ and a hash in base64.</source>
        <translation>Ein Pin besteht aus sha256/ und einem Hash in Base64.</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen …</translation>
    </message>
    <message>
        <source>Certificates and keys (*.pem *.crt *.cer *.key);;All files (*)</source>
        <translation>Zertifikate und Schlüssel (*.pem *.crt *.cer *.key);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>&amp;HTTP versions, the preferred one first</source>
        <translation>HTTP-Versionen, die &amp;bevorzugte zuerst</translation>
    </message>
    <message>
        <source>HTTP/3 runs over UDP and copes best with changing networks; some networks block it, and then the next one is used.</source>
        <translation>HTTP/3 läuft über UDP und kommt am besten mit wechselnden Netzwerken zurecht; manche Netzwerke sperren es, dann wird die nächste Version verwendet.</translation>
    </message>
    <message>
        <source>&amp;More proxies, one a line</source>
        <translation>&amp;Weitere Proxys, einer je Zeile</translation>
    </message>
    <message>
        <source>They are tried in this order, with the same sign-in, when the first cannot be reached.</source>
        <translation>Ist der erste nicht erreichbar, werden sie in dieser Reihenfolge versucht, mit derselben Anmeldung.</translation>
    </message>
    <message>
        <source>This is a classic CONN&amp;ECT proxy</source>
        <translation>Dies ist ein klassischer CONNECT-Pro&amp;xy</translation>
    </message>
    <message>
        <source>For proxies without connect-tcp: a host without a template. Nothing can be sent early then.</source>
        <translation>Für Proxys ohne connect-tcp: ein Host ohne Vorlage. Früh senden lässt sich dann nichts.</translation>
    </message>
    <message>
        <source>Certificate &amp;authority</source>
        <translation>Zerti&amp;fizierungsstelle</translation>
    </message>
    <message>
        <source>Empty: those that this computer trusts. With a file, only its certificates count.</source>
        <translation>Leer: alle, denen dieser Rechner vertraut. Mit einer Datei gelten nur deren Zertifikate.</translation>
    </message>
    <message>
        <source>Choose the certificate authority</source>
        <translation>Zertifizierungsstelle wählen</translation>
    </message>
    <message>
        <source>P&amp;inned keys, one a line</source>
        <translation>Schlüssel-Pins, einer &amp;je Zeile</translation>
    </message>
    <message>
        <source>The proxy must have one of these keys (sha256/…). When it gets a new one, you have to change this before it can be used again.</source>
        <translation>Der Proxy muss einen dieser Schlüssel haben (sha256/…). Bekommt er einen neuen, ist er erst wieder nutzbar, wenn der Pin hier geändert wurde.</translation>
    </message>
    <message>
        <source>&amp;Client certificate</source>
        <translation>C&amp;lient-Zertifikat</translation>
    </message>
    <message>
        <source>Shows the proxy who you are. The file holds the whole chain; it needs its key.</source>
        <translation>Weist den Nutzer beim Proxy aus. Die Datei enthält die ganze Kette; der Schlüssel gehört dazu.</translation>
    </message>
    <message>
        <source>Choose the client certificate</source>
        <translation>Client-Zertifikat wählen</translation>
    </message>
    <message>
        <source>Client &amp;key</source>
        <translation>Client-Schl&amp;üssel</translation>
    </message>
    <message>
        <source>Only you should be able to read this file.</source>
        <translation>Nur das eigene Benutzerkonto sollte diese Datei lesen dürfen.</translation>
    </message>
    <message>
        <source>Choose the client key</source>
        <translation>Client-Schlüssel wählen</translation>
    </message>
    <message>
        <source>Send re&amp;quests early</source>
        <translation>Anfragen f&amp;rüh senden</translation>
    </message>
    <message>
        <source>Saves a round trip. Somebody who can hold up packets can make the proxy take a request, and what was sent with it, twice.</source>
        <translation>Spart eine Umlaufzeit. Wer Pakete aufhalten kann, kann den Proxy dazu bringen, eine Anfrage samt den mitgesendeten Daten zweimal anzunehmen.</translation>
    </message>
    <message>
        <source>Ans&amp;wer applications at once</source>
        <translation>Anwendungen &amp;sofort antworten</translation>
    </message>
    <message>
        <source>Saves a round trip. Applications then see every failure as a broken connection, without the reason.</source>
        <translation>Spart eine Umlaufzeit. Anwendungen sehen dann jeden Fehler als abgebrochene Verbindung, ohne den Grund.</translation>
    </message>
    <message>
        <source>Ask the proxy to con&amp;firm requests</source>
        <translation>Anfragen vom Prox&amp;y bestätigen lassen</translation>
    </message>
    <message>
        <source>Tells a proxy that hangs from a destination that does not answer. Some gateways do not pass this on.</source>
        <translation>Unterscheidet einen Proxy, der hängt, von einem Ziel, das nicht antwortet. Manche Gateways geben das nicht weiter.</translation>
    </message>
    <message>
        <source>File for TLS &amp;sessions</source>
        <translation>&amp;Datei für TLS-Sitzungen</translation>
    </message>
    <message>
        <source>Makes the first connection after a start quicker. The proxy can tell that it is you again, and the file is as secret as a password.</source>
        <translation>Beschleunigt die erste Verbindung nach einem Start. Der Proxy kann den Nutzer daran wiedererkennen, und die Datei ist so geheim wie ein Passwort.</translation>
    </message>
    <message>
        <source>Choose the file for TLS sessions</source>
        <translation>Datei für TLS-Sitzungen wählen</translation>
    </message>
    <message>
        <source>&amp;Draft of connect-tcp</source>
        <translation>Entw&amp;urf von connect-tcp</translation>
    </message>
    <message>
        <source>draft-12, draft-08, rfc, or auto to try all of them, which can cost a round trip for each.</source>
        <translation>draft-12, draft-08, rfc oder auto, um alle zu versuchen; das kann je eine Umlaufzeit kosten.</translation>
    </message>
    <message>
        <source>Con&amp;gestion control over HTTP/3</source>
        <translation>Überlast&amp;kontrolle bei HTTP/3</translation>
    </message>
    <message>
        <source>BBR is quicker where packets get lost; CUBIC gives way to others more.</source>
        <translation>BBR ist schneller, wo Pakete verloren gehen; CUBIC lässt anderen eher den Vortritt.</translation>
    </message>
    <message>
        <source>File for TLS ke&amp;ys</source>
        <translation>Datei für TLS-S&amp;chlüssel</translation>
    </message>
    <message>
        <source>For looking into packets. Whoever has this file can read all that was carried.</source>
        <translation>Zum Untersuchen von Paketen. Wer diese Datei hat, kann alles lesen, was übertragen wurde.</translation>
    </message>
    <message>
        <source>Choose the file for TLS keys</source>
        <translation>Datei für TLS-Schlüssel wählen</translation>
    </message>
    <message>
        <source>F&amp;older for qlog files</source>
        <translation>Ordner für &amp;qlog-Dateien</translation>
    </message>
    <message>
        <source>One file for each connection over HTTP/3, for experts. They grow with the traffic.</source>
        <translation>Eine Datei für jede Verbindung über HTTP/3, für Fachleute. Die Dateien wachsen mit der Datenmenge.</translation>
    </message>
    <message>
        <source>Choose the folder for qlog files</source>
        <translation>Ordner für qlog-Dateien wählen</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ApplicationCard</name>
    <message>
        <source>For everyone on this computer</source>
        <translation>Für alle auf diesem Rechner</translation>
    </message>
    <message>
        <source>For my programs only</source>
        <translation>Nur für meine Programme</translation>
    </message>
    <message numerus="yes">
        <source>For %n programs only</source>
        <translation>
            <numerusform>Nur für %n Programm</numerusform>
            <numerusform>Nur für %n Programme</numerusform>
        </translation>
    </message>
    <message>
        <source>No forwards yet</source>
        <translation>Noch keine Weiterleitungen</translation>
    </message>
    <message>
        <source>Application %1</source>
        <translation>Anwendung %1</translation>
    </message>
    <message>
        <source>Turn all forwards of %1 off</source>
        <translation>Alle Weiterleitungen von %1 ausschalten</translation>
    </message>
    <message>
        <source>Turn the forwards of %1 on</source>
        <translation>Weiterleitungen von %1 einschalten</translation>
    </message>
    <message>
        <source>Launch</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Launch %1</source>
        <translation>%1 starten</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>Edit %1</source>
        <translation>%1 bearbeiten</translation>
    </message>
    <message>
        <source>More for %1</source>
        <translation>Mehr zu %1</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>D&amp;uplicate</source>
        <translation>&amp;Duplizieren</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Löschen</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ApplicationEditor</name>
    <message>
        <source>Give it a name, so that you find it again.</source>
        <translation>Ein Name hilft, die Anwendung wiederzufinden.</translation>
    </message>
    <message>
        <source>This name cannot be shown, or is too long.</source>
        <translation>Dieser Name lässt sich nicht anzeigen oder ist zu lang.</translation>
    </message>
    <message>
        <source>This is the name of an icon, or the path of a picture.</source>
        <translation>Hier steht der Name eines Symbols oder der Pfad eines Bildes.</translation>
    </message>
    <message>
        <source>A quotation mark is opened and not closed.</source>
        <translation>Ein Anführungszeichen wurde geöffnet und nicht geschlossen.</translation>
    </message>
    <message>
        <source>The command begins with a program.</source>
        <translation>Am Anfang des Befehls steht ein Programm.</translation>
    </message>
    <message>
        <source>Without a command there is no Launch button.</source>
        <translation>Ohne Befehl gibt es keinen Knopf zum Starten.</translation>
    </message>
    <message>
        <source>Starts: %1</source>
        <translation>Startet: %1</translation>
    </message>
    <message>
        <source>Add the programs that may connect. Until then it stays as it was.</source>
        <translation>Bitte die Programme hinzufügen, die sich verbinden dürfen. Bis dahin bleibt es, wie es war.</translation>
    </message>
    <message>
        <source>A program is named by its whole path.</source>
        <translation>Ein Programm wird mit seinem vollständigen Pfad angegeben.</translation>
    </message>
    <message>
        <source>Which program may connect?</source>
        <translation>Welches Programm darf sich verbinden?</translation>
    </message>
    <message>
        <source>Which program is it?</source>
        <translation>Welches Programm ist es?</translation>
    </message>
    <message>
        <source>&amp;Without a program</source>
        <translation>&amp;Ohne Programm</translation>
    </message>
    <message>
        <source>%1 is started by a script or in a sandbox: start it, and choose it among the programs that run.</source>
        <translation>%1 wird durch ein Skript oder in einer Sandbox gestartet: Bitte zuerst starten und dann unter den laufenden Programmen auswählen.</translation>
    </message>
    <message>
        <source>%1 (copy)</source>
        <translation>%1 (Kopie)</translation>
    </message>
    <message>
        <source>The application %1 was deleted.</source>
        <translation>Die Anwendung %1 wurde gelöscht.</translation>
    </message>
    <message>
        <source>Choose a picture</source>
        <translation>Bild wählen</translation>
    </message>
    <message>
        <source>Pictures (*.svg *.png *.ico)</source>
        <translation>Bilder (*.svg *.png *.ico)</translation>
    </message>
    <message>
        <source>New application</source>
        <translation>Neue Anwendung</translation>
    </message>
    <message>
        <source>The file says something here that cannot be read: %1</source>
        <translation>Etwas in der Datei lässt sich hier nicht lesen: %1</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ApplicationForm</name>
    <message>
        <source>← All &amp;applications</source>
        <translation>← &amp;Alle Anwendungen</translation>
    </message>
    <message>
        <source>This application is on</source>
        <translation>Diese Anwendung ist eingeschaltet</translation>
    </message>
    <message>
        <source>All forwards of this application, on or off</source>
        <translation>Alle Weiterleitungen dieser Anwendung ein- oder ausschalten</translation>
    </message>
    <message>
        <source>D&amp;uplicate</source>
        <translation>D&amp;uplizieren</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <source>&amp;Name:</source>
        <translation>&amp;Name:</translation>
    </message>
    <message>
        <source>Choose a &amp;program …</source>
        <translation>&amp;Programm wählen …</translation>
    </message>
    <message>
        <source>&amp;Icon:</source>
        <translation>&amp;Symbol:</translation>
    </message>
    <message>
        <source>The name of an icon, or a path</source>
        <translation>Name eines Symbols oder ein Pfad</translation>
    </message>
    <message>
        <source>Choose a pictur&amp;e …</source>
        <translation>&amp;Bild wählen …</translation>
    </message>
    <message>
        <source>&amp;Launch command:</source>
        <translation>Startb&amp;efehl:</translation>
    </message>
    <message>
        <source>For example psql -h localhost</source>
        <translation>Zum Beispiel psql -h localhost</translation>
    </message>
    <message>
        <source>Forwards</source>
        <translation>Weiterleitungen</translation>
    </message>
    <message>
        <source>Who may connect to the forwards</source>
        <translation>Wer sich mit den Weiterleitungen verbinden darf</translation>
    </message>
    <message>
        <source>&amp;Everyone on this computer</source>
        <translation>Alle auf &amp;diesem Rechner</translation>
    </message>
    <message>
        <source>&amp;Me: all programs that I start</source>
        <translation>&amp;Ich: alle Programme, die ich starte</translation>
    </message>
    <message>
        <source>&amp;Only these programs:</source>
        <translation>Nur diese Pro&amp;gramme:</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ApplicationsPage</name>
    <message>
        <source>A&amp;pplications</source>
        <translation>An&amp;wendungen</translation>
    </message>
    <message>
        <source>&amp;Rules</source>
        <translation>&amp;Regeln</translation>
    </message>
</context>
<context>
    <name>culvert::ui::Assistant</name>
    <message>
        <source>Paste</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Testen</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>&amp;Skip</source>
        <translation>Über&amp;springen</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>A&amp;bbrechen</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>Z&amp;urück</translation>
    </message>
</context>
<context>
    <name>culvert::ui::CardsView</name>
    <message>
        <source>%1 (copy)</source>
        <translation>%1 (Kopie)</translation>
    </message>
    <message>
        <source>The application %1 was deleted.</source>
        <translation>Die Anwendung %1 wurde gelöscht.</translation>
    </message>
    <message>
        <source>Programs that reach places through Culvert</source>
        <translation>Programme, die ihre Ziele über Culvert erreichen</translation>
    </message>
    <message>
        <source>An application has forwards: ports on this computer that lead to one destination each, for a database, a mail server or anything else that speaks TCP. You say which programs may use them.</source>
        <translation>Eine Anwendung hat Weiterleitungen: Ports auf diesem Rechner, die zu je einem Ziel führen, etwa zu einer Datenbank, einem Mailserver oder etwas anderem, das TCP spricht. Welche Programme sie nutzen dürfen, lässt sich festlegen.</translation>
    </message>
    <message>
        <source>Add an application</source>
        <translation>Anwendung hinzufügen</translation>
    </message>
    <message>
        <source>Each forward is a port on this computer that leads to one destination, for the programs that you say.</source>
        <translation>Jede Weiterleitung ist ein Port auf diesem Rechner, der zu einem Ziel führt, und zwar nur für die zugelassenen Programme.</translation>
    </message>
    <message>
        <source>&amp;Add an application</source>
        <translation>Anwendung &amp;hinzufügen</translation>
    </message>
</context>
<context>
    <name>culvert::ui::Conductor</name>
    <message>
        <source>Choose how to sign in</source>
        <translation>Art der Anmeldung wählen</translation>
    </message>
    <message>
        <source>Check the token</source>
        <translation>Token prüfen</translation>
    </message>
    <message>
        <source>Check the password</source>
        <translation>Passwort prüfen</translation>
    </message>
    <message>
        <source>Check the certificates</source>
        <translation>Zertifikate prüfen</translation>
    </message>
    <message>
        <source>Correct the profile</source>
        <translation>Profil korrigieren</translation>
    </message>
    <message>
        <source>Check the profile</source>
        <translation>Profil prüfen</translation>
    </message>
    <message>
        <source>There is no profile yet: Culvert has to know which proxy to go through.</source>
        <translation>Es gibt noch kein Profil: Culvert muss wissen, über welchen Proxy es gehen soll.</translation>
    </message>
    <message>
        <source>Add a profile</source>
        <translation>Profil hinzufügen</translation>
    </message>
    <message>
        <source>No profile is chosen: Culvert has to know which proxy to go through.</source>
        <translation>Kein Profil ist ausgewählt: Culvert muss wissen, über welchen Proxy es gehen soll.</translation>
    </message>
    <message>
        <source>Choose a profile</source>
        <translation>Profil wählen</translation>
    </message>
    <message>
        <source>Use port %1</source>
        <translation>Port %1 verwenden</translation>
    </message>
    <message>
        <source>Choose another port</source>
        <translation>Anderen Port wählen</translation>
    </message>
    <message>
        <source>Correct it</source>
        <translation>Korrigieren</translation>
    </message>
    <message>
        <source>Getting the secrets …</source>
        <translation>Zugangsdaten werden geholt …</translation>
    </message>
    <message>
        <source>Starting …</source>
        <translation>Culvert startet …</translation>
    </message>
    <message>
        <source>Reaching %1 …</source>
        <translation>Verbinden mit %1 …</translation>
    </message>
    <message numerus="yes">
        <source>On through %1 · %n connection(s)</source>
        <translation>
            <numerusform>Ein, über %1 · %n Verbindung</numerusform>
            <numerusform>Ein, über %1 · %n Verbindungen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>On through %1 · %2 · %n connection(s)</source>
        <translation>
            <numerusform>Ein, über %1 · %2 · %n Verbindung</numerusform>
            <numerusform>Ein, über %1 · %2 · %n Verbindungen</numerusform>
        </translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>Culvert was turned off by another program.</source>
        <translation>Ein anderes Programm hat Culvert ausgeschaltet.</translation>
    </message>
    <message>
        <source>See what can be done</source>
        <translation>Abhilfe zeigen</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ConnectionDetails</name>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Application</source>
        <translation>Anwendung</translation>
    </message>
    <message>
        <source>Process</source>
        <translation>Prozess</translation>
    </message>
    <message>
        <source>Program file</source>
        <translation>Programmdatei</translation>
    </message>
    <message>
        <source>Destination</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Why it goes there</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Through</source>
        <translation>Über</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>Proxy</translation>
    </message>
    <message>
        <source>HTTP version</source>
        <translation>HTTP-Version</translation>
    </message>
    <message>
        <source>Traffic</source>
        <translation>Datenmenge</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Beginn</translation>
    </message>
    <message>
        <source>Came in at</source>
        <translation>Eingang</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Nummer</translation>
    </message>
    <message>
        <source>Over</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>%1, on connection %2 to it</source>
        <translation>%1, auf Verbindung %2 dorthin</translation>
    </message>
    <message>
        <source>%1 received, %2 sent</source>
        <translation>%1 empfangen, %2 gesendet</translation>
    </message>
    <message>
        <source>Copy everything about this connection</source>
        <translation>Alles über diese Verbindung kopieren</translation>
    </message>
    <message>
        <source>Show in &amp;trace</source>
        <translation>Im &amp;Ablauf zeigen</translation>
    </message>
    <message>
        <source>C&amp;lose connection</source>
        <translation>&amp;Verbindung schließen</translation>
    </message>
    <message>
        <source>Hide details</source>
        <translation>Details ausblenden</translation>
    </message>
    <message>
        <source>Facts about this connection</source>
        <translation>Angaben zu dieser Verbindung</translation>
    </message>
    <message>
        <source>Steps of this connection</source>
        <translation>Schritte dieser Verbindung</translation>
    </message>
    <message>
        <source>Its steps are not known any more.</source>
        <translation>Die Schritte sind nicht mehr bekannt.</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <comment>application to destination</comment>
        <translation>%1 zu %2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>name of a fact, and the fact</comment>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ConnectionsModel</name>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Asking</source>
        <translation>Fragt an</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Offen</translation>
    </message>
    <message>
        <source>Wrapping up</source>
        <translation>Läuft aus</translation>
    </message>
    <message>
        <source>Waits for a way to the proxy.</source>
        <translation>Wartet auf einen Weg zum Proxy.</translation>
    </message>
    <message>
        <source>The proxy was asked, and has not answered yet.</source>
        <translation>Der Proxy wurde gefragt und hat noch nicht geantwortet.</translation>
    </message>
    <message>
        <source>Data can go both ways.</source>
        <translation>Daten können in beide Richtungen fließen.</translation>
    </message>
    <message>
        <source>The proxy asks to come to an end soon. Data can still go both ways.</source>
        <translation>Der Proxy bittet darum, bald zum Ende zu kommen. Daten können noch in beide Richtungen fließen.</translation>
    </message>
    <message>
        <source>Another computer</source>
        <translation>Anderer Rechner</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>program (process number)</comment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>%1 bytes</source>
        <comment>a large number</comment>
        <translation>%1 Byte</translation>
    </message>
    <message>
        <source>Blocked</source>
        <translation>Gesperrt</translation>
    </message>
    <message>
        <source>Direct</source>
        <translation>Direkt</translation>
    </message>
    <message>
        <source>Application</source>
        <translation>Anwendung</translation>
    </message>
    <message>
        <source>Process</source>
        <translation>Prozess</translation>
    </message>
    <message>
        <source>Destination</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>Regel</translation>
    </message>
    <message>
        <source>Through</source>
        <translation>Über</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>HTTP</source>
        <translation>HTTP</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Empfangen</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Gesendet</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Alter</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ConnectionsPage</name>
    <message>
        <source>Filter, in words of any column</source>
        <translation>Nach Wörtern aus beliebigen Spalten filtern</translation>
    </message>
    <message>
        <source>Filter of the connections</source>
        <translation>Filter für Verbindungen</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>&amp;Close connection</source>
        <translation>Verbindung &amp;schließen</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>&amp;Schließen</translation>
    </message>
    <message>
        <source>Close the chosen connections (%1)</source>
        <translation>Ausgewählte Verbindungen schließen (%1)</translation>
    </message>
    <message>
        <source>Close the chosen connections</source>
        <translation>Ausgewählte Verbindungen schließen</translation>
    </message>
    <message>
        <source>C&amp;opy rows</source>
        <translation>Zeilen &amp;kopieren</translation>
    </message>
    <message>
        <source>Copy d&amp;estination</source>
        <translation>&amp;Ziel kopieren</translation>
    </message>
    <message>
        <source>Show in &amp;trace</source>
        <translation>Im &amp;Ablauf zeigen</translation>
    </message>
    <message>
        <source>Show &amp;details</source>
        <translation>&amp;Details zeigen</translation>
    </message>
    <message>
        <source>What can be done with the chosen connections</source>
        <translation>Aktionen für die ausgewählten Verbindungen</translation>
    </message>
    <message>
        <source>No connections yet</source>
        <translation>Noch keine Verbindungen</translation>
    </message>
    <message>
        <source>Every connection that Culvert carries is shown here, with the program that made it and where it goes. Culvert is off.</source>
        <translation>Hier erscheint jede Verbindung, die über Culvert läuft, mit ihrem Programm und ihrem Ziel. Culvert ist aus.</translation>
    </message>
    <message>
        <source>Turn on</source>
        <translation>Einschalten</translation>
    </message>
    <message>
        <source>Every connection that Culvert carries is shown here, with the program that made it and where it goes. To lead a program here, paste this into its terminal and start it there.</source>
        <translation>Hier erscheint jede Verbindung, die über Culvert läuft, mit ihrem Programm und ihrem Ziel. Um ein Programm hierher zu leiten, die kopierten Zeilen in ein Terminal einfügen und es dort starten.</translation>
    </message>
    <message>
        <source>Copy for terminal</source>
        <translation>Für Terminal kopieren</translation>
    </message>
    <message>
        <source>No connection has all of these words.</source>
        <translation>Keine Verbindung enthält alle diese Wörter.</translation>
    </message>
    <message>
        <source>There are no connections now.</source>
        <translation>Zurzeit gibt es keine Verbindungen.</translation>
    </message>
    <message numerus="yes">
        <source>%n connections</source>
        <translation>
            <numerusform>%n Verbindung</numerusform>
            <numerusform>%n Verbindungen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>connections that are shown, of all</comment>
        <translation>%1 von %2</translation>
    </message>
</context>
<context>
    <name>culvert::ui::CoreBridge</name>
    <message>
        <source>Listens at %1.</source>
        <translation>Lauscht auf %1.</translation>
    </message>
    <message>
        <source>The setup is wrong, and nothing of it is used: %1.</source>
        <translation>Die Konfiguration ist fehlerhaft, nichts davon wird verwendet: %1.</translation>
    </message>
    <message>
        <source>The connection to %1 ended.</source>
        <translation>Die Verbindung zu %1 ist beendet.</translation>
    </message>
    <message>
        <source>%1 can be reached again.</source>
        <translation>%1 ist wieder erreichbar.</translation>
    </message>
    <message>
        <source>%1 came to %2 and was turned away, since it may not use it.</source>
        <translation>An %2 wurde %1 abgewiesen: Die Berechtigung fehlt.</translation>
    </message>
    <message>
        <source>A program that cannot be named came to %1 and was turned away.</source>
        <translation>An %1 wurde ein unbekanntes Programm abgewiesen.</translation>
    </message>
    <message>
        <source>another computer</source>
        <translation>ein anderer Rechner</translation>
    </message>
    <message>
        <source>%1 (process %2)</source>
        <translation>%1 (Prozess %2)</translation>
    </message>
    <message>
        <source>process %1</source>
        <translation>Prozess %1</translation>
    </message>
    <message>
        <source>a program of another user (%1)</source>
        <translation>ein Programm eines anderen Benutzers (%1)</translation>
    </message>
    <message>
        <source>another program</source>
        <translation>ein anderes Programm</translation>
    </message>
    <message>
        <source>%1 is in use by %2. Port %3 is free.</source>
        <translation>Auf %1 lauscht bereits %2. Port %3 ist frei.</translation>
    </message>
    <message>
        <source>%1 is in use by %2.</source>
        <translation>Auf %1 lauscht bereits %2.</translation>
    </message>
    <message>
        <source>%1 is in use. Port %2 is free.</source>
        <translation>%1 ist belegt. Port %2 ist frei.</translation>
    </message>
    <message>
        <source>%1 is in use.</source>
        <translation>%1 ist belegt.</translation>
    </message>
    <message>
        <source>This provisioning domain offers no connect-tcp proxy.</source>
        <translation>Diese Bereitstellungsdomäne bietet keinen connect-tcp-Proxy an.</translation>
    </message>
</context>
<context>
    <name>culvert::ui::DeletionQuestion</name>
    <message>
        <source>Delete “%1”?</source>
        <translation>„%1“ löschen?</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <source>&amp;Keep it</source>
        <translation>&amp;Behalten</translation>
    </message>
</context>
<context>
    <name>culvert::ui::DomainPanel</name>
    <message>
        <source>Asking %1 …</source>
        <translation>%1 wird gefragt …</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message numerus="yes">
        <source>%n prox(y/ies) to choose from:</source>
        <translation>
            <numerusform>%n Proxy steht zur Auswahl:</numerusform>
            <numerusform>%n Proxys stehen zur Auswahl:</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Use this proxy</source>
        <translation>D&amp;iesen Proxy verwenden</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>St&amp;oppen</translation>
    </message>
    <message>
        <source>Proxies that the provisioning domain offers</source>
        <translation>Proxys, die die Bereitstellungsdomäne anbietet</translation>
    </message>
    <message>
        <source>The provisioning domain is being asked</source>
        <translation>Die Bereitstellungsdomäne wird gefragt</translation>
    </message>
</context>
<context>
    <name>culvert::ui::EntranceRow</name>
    <message>
        <source>Leads to %1</source>
        <translation>Führt zu %1</translation>
    </message>
    <message>
        <source>SOCKS and HTTP, for all applications · not open</source>
        <translation>SOCKS und HTTP, für alle Anwendungen · nicht offen</translation>
    </message>
    <message>
        <source>SOCKS and HTTP, for all applications</source>
        <translation>SOCKS und HTTP, für alle Anwendungen</translation>
    </message>
    <message>
        <source>SOCKS and HTTP, for all applications, while Culvert is on</source>
        <translation>SOCKS und HTTP, für alle Anwendungen, solange Culvert eingeschaltet ist</translation>
    </message>
    <message>
        <source>Copy the address %1</source>
        <translation>Adresse %1 kopieren</translation>
    </message>
    <message>
        <source>Copy the address</source>
        <translation>Adresse kopieren</translation>
    </message>
    <message>
        <source>Copy for terminal</source>
        <translation>Für Terminal kopieren</translation>
    </message>
    <message>
        <source>Copy for terminal, %1</source>
        <translation>Für Terminal kopieren, %1</translation>
    </message>
    <message>
        <source>Copy the lines that lead the programs of a terminal through this address</source>
        <translation>Zeilen kopieren, die die Programme eines Terminals über diese Adresse leiten</translation>
    </message>
    <message>
        <source>Use port %1</source>
        <translation>Port %1 verwenden</translation>
    </message>
    <message>
        <source>Choose another port</source>
        <translation>Anderen Port wählen</translation>
    </message>
</context>
<context>
    <name>culvert::ui::EntrancesCard</name>
    <message>
        <source>Addresses for applications</source>
        <translation>Adressen für Anwendungen</translation>
    </message>
    <message>
        <source>There is no address yet at which applications can say where they want to go, with SOCKS or HTTP.</source>
        <translation>Noch gibt es keine Adresse, an der Anwendungen mit SOCKS oder HTTP ihr Ziel nennen können.</translation>
    </message>
    <message>
        <source>&amp;Add an address</source>
        <translation>&amp;Adresse hinzufügen</translation>
    </message>
</context>
<context>
    <name>culvert::ui::Files</name>
    <message>
        <source>The file %1 is damaged. It was left as it is, and nothing is saved.</source>
        <translation>Die Datei %1 ist beschädigt. Sie wurde nicht verändert, und nichts wird gespeichert.</translation>
    </message>
    <message>
        <source>The file %1 was written by a newer Culvert. It was left as it is, and nothing is saved.</source>
        <translation>Die Datei %1 stammt von einem neueren Culvert. Sie wurde nicht verändert, und nichts wird gespeichert.</translation>
    </message>
    <message>
        <source>The file %1 cannot be read. It was left as it is, and nothing is saved.</source>
        <translation>Die Datei %1 lässt sich nicht lesen. Sie wurde nicht verändert, und nichts wird gespeichert.</translation>
    </message>
    <message>
        <source>The file %1 could not be saved: another program is writing it.</source>
        <translation>Die Datei %1 konnte nicht gespeichert werden: Ein anderes Programm schreibt sie gerade.</translation>
    </message>
    <message>
        <source>The file %1 could not be saved.</source>
        <translation>Die Datei %1 konnte nicht gespeichert werden.</translation>
    </message>
    <message>
        <source>The file %1 could not be saved: %2.</source>
        <translation>Die Datei %1 konnte nicht gespeichert werden: %2.</translation>
    </message>
    <message>
        <source>The file %1 cannot be read: %2</source>
        <translation>Die Datei %1 lässt sich nicht lesen: %2</translation>
    </message>
    <message>
        <source>The file %1 is too large.</source>
        <translation>Die Datei %1 ist zu groß.</translation>
    </message>
    <message>
        <source>The file %1 cannot be written: %2</source>
        <translation>Die Datei %1 lässt sich nicht schreiben: %2</translation>
    </message>
    <message>
        <source>There is no such file.</source>
        <translation>Diese Datei gibt es nicht.</translation>
    </message>
    <message>
        <source>This is a folder, not a file.</source>
        <translation>Das ist ein Ordner, keine Datei.</translation>
    </message>
    <message>
        <source>This file cannot be read.</source>
        <translation>Diese Datei lässt sich nicht lesen.</translation>
    </message>
    <message>
        <source>There is no such folder for the file.</source>
        <translation>Den Ordner für die Datei gibt es nicht.</translation>
    </message>
    <message>
        <source>There is no such folder.</source>
        <translation>Diesen Ordner gibt es nicht.</translation>
    </message>
    <message>
        <source>This is a file, not a folder.</source>
        <translation>Das ist eine Datei, kein Ordner.</translation>
    </message>
</context>
<context>
    <name>culvert::ui::Format</name>
    <message>
        <source>%1/s</source>
        <comment>bytes in a second, with their unit</comment>
        <translation>%1/s</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 min %2 s</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 h %2 min</translation>
    </message>
    <message>
        <source>%1 d %2 h</source>
        <translation>%1 d %2 h</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>gerade eben</translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s) ago</source>
        <translation>
            <numerusform>vor %n Minute</numerusform>
            <numerusform>vor %n Minuten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s) ago</source>
        <translation>
            <numerusform>vor %n Stunde</numerusform>
            <numerusform>vor %n Stunden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) ago</source>
        <translation>
            <numerusform>vor %n Tag</numerusform>
            <numerusform>vor %n Tagen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>date, time</comment>
        <translation>%1, %2</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ForwardEdit</name>
    <message>
        <source>As the rules say</source>
        <translation>Nach den Regeln</translation>
    </message>
    <message>
        <source>Choose the port on this computer that programs connect to.</source>
        <translation>Bitte den Port auf diesem Rechner wählen, mit dem sich Programme verbinden.</translation>
    </message>
    <message>
        <source>This is no port and no place on this computer (5432, 127.0.0.1:5432, unix:/path).</source>
        <translation>Das ist weder ein Port noch ein Ort auf diesem Rechner (5432, 127.0.0.1:5432, unix:/pfad).</translation>
    </message>
    <message>
        <source>A forward listens on this computer only (5432, 127.0.0.1:5432, unix:/path).</source>
        <translation>Eine Weiterleitung lauscht nur auf diesem Rechner (5432, 127.0.0.1:5432, unix:/pfad).</translation>
    </message>
    <message>
        <source>Choose a port: 0 would be another one at each start.</source>
        <translation>Bitte einen Port wählen: 0 wäre bei jedem Start ein anderer.</translation>
    </message>
    <message>
        <source>Use port %1</source>
        <translation>Port %1 verwenden</translation>
    </message>
    <message>
        <source>This is no host with a port (db.internal:5432).</source>
        <translation>Das ist kein Host mit Port (db.internal:5432).</translation>
    </message>
    <message>
        <source>Where does it lead? A host and a port (db.internal:5432).</source>
        <translation>Wohin führt sie? Host und Port fehlen (db.internal:5432).</translation>
    </message>
    <message>
        <source>This forward is on</source>
        <translation>Diese Weiterleitung ist eingeschaltet</translation>
    </message>
    <message>
        <source>On or off</source>
        <translation>Ein oder aus</translation>
    </message>
    <message>
        <source>Listen on</source>
        <translation>Lauscht auf</translation>
    </message>
    <message>
        <source>Port, e.g. 5432</source>
        <translation>Port, z. B. 5432</translation>
    </message>
    <message>
        <source>Destination</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Host and port, e.g. db.internal:5432</source>
        <translation>Host und Port, z. B. db.internal:5432</translation>
    </message>
    <message>
        <source>Through</source>
        <translation>Über</translation>
    </message>
    <message>
        <source>Duplicate this forward</source>
        <translation>Diese Weiterleitung duplizieren</translation>
    </message>
    <message>
        <source>Delete this forward</source>
        <translation>Diese Weiterleitung löschen</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ForwardLine</name>
    <message>
        <source>Cannot be used</source>
        <translation>Nicht verwendbar</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>Waits for Culvert to be turned on</source>
        <translation>Wartet, bis Culvert eingeschaltet wird</translation>
    </message>
    <message>
        <source>Is being opened</source>
        <translation>Wird geöffnet</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Offen</translation>
    </message>
    <message>
        <source>↓ %1  ↑ %2</source>
        <comment>bytes down, bytes up</comment>
        <translation>↓ %1  ↑ %2</translation>
    </message>
    <message>
        <source>Open · %1</source>
        <comment>%1 is what was carried</comment>
        <translation>Offen · %1</translation>
    </message>
    <message>
        <source>Forward %1</source>
        <translation>Weiterleitung %1</translation>
    </message>
    <message>
        <source>Turn this forward off</source>
        <translation>Diese Weiterleitung ausschalten</translation>
    </message>
    <message>
        <source>Turn this forward on</source>
        <translation>Diese Weiterleitung einschalten</translation>
    </message>
    <message>
        <source>Use port %1</source>
        <translation>Port %1 verwenden</translation>
    </message>
    <message numerus="yes">
        <source>%n connections · %1</source>
        <comment>%1 is what was carried</comment>
        <translation>
            <numerusform>%n Verbindung · %1</numerusform>
            <numerusform>%n Verbindungen · %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>culvert::ui::ForwardsEdit</name>
    <message>
        <source>The forward %1 was deleted.</source>
        <translation>Die Weiterleitung %1 wurde gelöscht.</translation>
    </message>
    <message>
        <source>A forward is a port on this computer that leads to one destination: programs connect to it as if the destination were here.</source>
        <translation>Eine Weiterleitung ist ein Port auf diesem Rechner, der zu einem Ziel führt: Programme verbinden sich mit ihm, als wäre das Ziel hier.</translation>
    </message>
    <message>
        <source>&amp;Add a forward</source>
        <translation>Weiterleitung hin&amp;zufügen</translation>
    </message>
</context>
<context>
    <name>culvert::ui::GeneralGroup</name>
    <message>
        <source>General</source>
        <translation>Allgemein</translation>
    </message>
    <message>
        <source>Start at &amp;login</source>
        <translation>Beim &amp;Anmelden starten</translation>
    </message>
    <message>
        <source>Culvert starts when you log in to this computer.</source>
        <translation>Culvert startet mit der Anmeldung an diesem Rechner.</translation>
    </message>
    <message>
        <source>Start &amp;minimised</source>
        <translation>&amp;Minimiert starten</translation>
    </message>
    <message>
        <source>It starts without its window, as an icon in the tray.</source>
        <translation>Culvert startet ohne Fenster, als Symbol im Infobereich.</translation>
    </message>
    <message>
        <source>Lan&amp;guage</source>
        <translation>&amp;Sprache</translation>
    </message>
    <message>
        <source>Of all texts, numbers and dates in this program.</source>
        <translation>Für alle Texte, Zahlen und Datumsangaben in diesem Programm.</translation>
    </message>
    <message>
        <source>&amp;Appearance</source>
        <translation>&amp;Erscheinungsbild</translation>
    </message>
    <message>
        <source>Light or dark, or whichever the desktop has.</source>
        <translation>Hell oder dunkel, oder so wie der Desktop.</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>This desktop shows no tray: without its window Culvert could not be found again.</source>
        <translation>Dieser Desktop hat keinen Infobereich: Ohne Fenster wäre Culvert nicht wiederzufinden.</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ImportPanel</name>
    <message>
        <source>A profile from somebody else, %1 of %2</source>
        <translation>Ein Profil von jemand anderem, %1 von %2</translation>
    </message>
    <message>
        <source>A profile from somebody else</source>
        <translation>Ein Profil von jemand anderem</translation>
    </message>
    <message>
        <source>&amp;Add this profile</source>
        <translation>D&amp;ieses Profil hinzufügen</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>&amp;Schließen</translation>
    </message>
    <message>
        <source>Do &amp;not add it</source>
        <translation>Ni&amp;cht hinzufügen</translation>
    </message>
</context>
<context>
    <name>culvert::ui::Launching</name>
    <message>
        <source>Culvert is off: %1 would go past it.</source>
        <translation>Culvert ist aus: %1 würde daran vorbeigehen.</translation>
    </message>
    <message>
        <source>Turn on and launch</source>
        <translation>Einschalten und starten</translation>
    </message>
    <message>
        <source>Culvert is not ready yet. Try again in a moment.</source>
        <translation>Culvert ist noch nicht bereit. Bitte gleich noch einmal versuchen.</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ListenerEditor</name>
    <message>
        <source>A&amp;ddress</source>
        <translation>A&amp;dresse</translation>
    </message>
    <message>
        <source>localhost:1080</source>
        <translation>localhost:1080</translation>
    </message>
    <message>
        <source>&amp;Ask for a password</source>
        <translation>Pass&amp;wort verlangen</translation>
    </message>
    <message>
        <source>Applications have to give a user name and a password</source>
        <translation>Anwendungen müssen Benutzername und Passwort angeben</translation>
    </message>
    <message>
        <source>Us&amp;er name</source>
        <translation>&amp;Benutzername</translation>
    </message>
    <message>
        <source>Pass&amp;word</source>
        <translation>Passw&amp;ort</translation>
    </message>
    <message>
        <source>Remove the address %1</source>
        <translation>Adresse %1 entfernen</translation>
    </message>
    <message>
        <source>Remove this address</source>
        <translation>Diese Adresse entfernen</translation>
    </message>
    <message>
        <source>unchanged</source>
        <translation>unverändert</translation>
    </message>
    <message>
        <source>This is no address to listen at. Type a port (1080), localhost:1080, an address of this computer with a port, or unix: and a path.</source>
        <translation>Auf dieser Adresse lässt sich nicht lauschen. Möglich sind ein Port (1080), localhost:1080, eine Adresse dieses Rechners mit Port oder unix: und ein Pfad.</translation>
    </message>
    <message>
        <source>Type a user name and a password. Until then nothing is changed.</source>
        <translation>Bitte Benutzername und Passwort eingeben. Bis dahin wird nichts geändert.</translation>
    </message>
    <message>
        <source>Other computers can reach this address. It needs a user name and a password, or anybody in the network could go through your proxy.</source>
        <translation>Andere Rechner können diese Adresse erreichen. Ohne Benutzername und Passwort könnte jeder im Netzwerk über den Proxy gehen.</translation>
    </message>
    <message>
        <source>The address %1 was removed.</source>
        <translation>Die Adresse %1 wurde entfernt.</translation>
    </message>
</context>
<context>
    <name>culvert::ui::LogGroup</name>
    <message>
        <source>Nothing on this desktop opens folders. The log is in %1.</source>
        <translation>Dieser Desktop hat kein Programm, das Ordner öffnet. Das Protokoll liegt in %1.</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Room on the &amp;disk</source>
        <translation>Speicherp&amp;latz</translation>
    </message>
    <message>
        <source>All files of the log together are never larger; the oldest go first.</source>
        <translation>Alle Protokolldateien zusammen werden nie größer; die ältesten werden zuerst gelöscht.</translation>
    </message>
    <message>
        <source> MiB</source>
        <comment>after the number of a field</comment>
        <translation> MiB</translation>
    </message>
    <message>
        <source>&amp;Keep for</source>
        <translation>Au&amp;fbewahren für</translation>
    </message>
    <message>
        <source>Older entries are deleted.</source>
        <translation>Ältere Einträge werden gelöscht.</translation>
    </message>
    <message>
        <source> days</source>
        <comment>after the number of a field</comment>
        <translation> Tage</translation>
    </message>
    <message>
        <source>Files of the log</source>
        <translation>Protokolldateien</translation>
    </message>
    <message>
        <source>What happened, line by line, without secrets.</source>
        <translation>Was geschehen ist, Zeile für Zeile, ohne Zugangsdaten.</translation>
    </message>
    <message>
        <source>&amp;Open folder</source>
        <translation>O&amp;rdner öffnen</translation>
    </message>
    <message>
        <source>Diagnosis</source>
        <translation>Diagnose</translation>
    </message>
    <message>
        <source>One file for whoever helps you: versions, the setup, the state and the last steps of connections. Passwords, keys, user names and the names of destinations are left out.</source>
        <translation>Eine Datei für alle, die beim Lösen eines Problems helfen: Versionen, Konfiguration, Zustand und die letzten Schritte der Verbindungen. Passwörter, Schlüssel, Benutzernamen und die Namen der Ziele fehlen darin.</translation>
    </message>
    <message>
        <source>&amp;Save diagnosis …</source>
        <translation>Dia&amp;gnose speichern …</translation>
    </message>
    <message>
        <source>Open the folder of the log</source>
        <translation>Ordner des Protokolls öffnen</translation>
    </message>
    <message>
        <source>Save diagnosis</source>
        <translation>Diagnose speichern</translation>
    </message>
    <message>
        <source>Saved as %1. Look at it before you give it away.</source>
        <translation>Gespeichert als %1. Vor dem Weitergeben bitte ansehen.</translation>
    </message>
</context>
<context>
    <name>culvert::ui::MessageBar</name>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Hinweis</translation>
    </message>
</context>
<context>
    <name>culvert::ui::NetworkGroup</name>
    <message>
        <source>Network</source>
        <translation>Netzwerk</translation>
    </message>
    <message>
        <source>Addresses for applications</source>
        <translation>Adressen für Anwendungen</translation>
    </message>
    <message>
        <source>Programs that can use a SOCKS or an HTTP proxy find Culvert there.</source>
        <translation>Programme, die einen SOCKS- oder HTTP-Proxy nutzen können, erreichen Culvert hier.</translation>
    </message>
    <message>
        <source>Add an addr&amp;ess</source>
        <translation>Adresse &amp;hinzufügen</translation>
    </message>
    <message>
        <source>Programs that follow the settings of the system go through Culvert.</source>
        <translation>Programme, die sich nach den Einstellungen des Systems richten, gehen über Culvert.</translation>
    </message>
    <message>
        <source>In effect: programs that follow the settings of the system go through Culvert now.</source>
        <translation>Wirksam: Programme, die sich nach den Einstellungen des Systems richten, gehen jetzt über Culvert.</translation>
    </message>
    <message>
        <source>It is set as soon as Culvert is on, and taken back when it is off.</source>
        <translation>Gilt, sobald Culvert eingeschaltet ist, und wird beim Ausschalten zurückgenommen.</translation>
    </message>
    <message>
        <source>System &amp;proxy</source>
        <translation>System-&amp;Proxy</translation>
    </message>
</context>
<context>
    <name>culvert::ui::Notices</name>
    <message>
        <source>Start over</source>
        <translation>Neu beginnen</translation>
    </message>
    <message>
        <source>Use the backup</source>
        <translation>Sicherung verwenden</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>OK</translation>
    </message>
    <message>
        <source>This desktop has no place for Culvert&apos;s icon: closing the window ends the program.</source>
        <translation>Dieser Desktop hat keinen Platz für das Symbol von Culvert: Das Schließen des Fensters beendet das Programm.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
</context>
<context>
    <name>culvert::ui::OfferView</name>
    <message>
        <source>comes along, and is not shown</source>
        <translation>wird mitgeliefert und nicht angezeigt</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>Ja</translation>
    </message>
    <message>
        <source>No</source>
        <translation>Nein</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>Proxy</translation>
    </message>
    <message>
        <source>More proxies</source>
        <translation>Weitere Proxys</translation>
    </message>
    <message>
        <source>Classic CONNECT</source>
        <translation>Klassischer CONNECT-Proxy</translation>
    </message>
    <message>
        <source>Draft of connect-tcp</source>
        <translation>Entwurf von connect-tcp</translation>
    </message>
    <message>
        <source>HTTP versions</source>
        <translation>HTTP-Versionen</translation>
    </message>
    <message>
        <source>Pinned keys</source>
        <translation>Schlüssel-Pins</translation>
    </message>
    <message>
        <source>Congestion control</source>
        <translation>Überlastkontrolle</translation>
    </message>
    <message>
        <source>Requests are confirmed</source>
        <translation>Anfragen werden bestätigt</translation>
    </message>
    <message>
        <source>Applications are answered at once</source>
        <translation>Anwendungen wird sofort geantwortet</translation>
    </message>
    <message>
        <source>Requests are sent early</source>
        <translation>Anfragen werden früh gesendet</translation>
    </message>
    <message>
        <source>Sign-in</source>
        <translation>Anmeldung</translation>
    </message>
    <message>
        <source>User name</source>
        <translation>Benutzername</translation>
    </message>
    <message>
        <source>Name of the key</source>
        <translation>Name des Schlüssels</translation>
    </message>
    <message>
        <source>Password or token</source>
        <translation>Passwort oder Token</translation>
    </message>
    <message>
        <source>A file is named by its whole path, from the top folder on.</source>
        <translation>Eine Datei wird mit ihrem vollständigen Pfad angegeben, ab dem obersten Ordner.</translation>
    </message>
    <message>
        <source>This would be set:</source>
        <translation>Das würde eingestellt:</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>a field and what it is set to</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>What would be set</source>
        <translation>Was eingestellt würde</translation>
    </message>
    <message>
        <source>%1 is left out: %2.</source>
        <translation>%1 wird weggelassen: %2.</translation>
    </message>
    <message>
        <source>&amp;Put the token that comes along into my keychain</source>
        <translation>&amp;Mitgeliefertes Token in den eigenen Schlüsselbund legen</translation>
    </message>
    <message>
        <source>&amp;Put the password that comes along into my keychain</source>
        <translation>&amp;Mitgeliefertes Passwort in den eigenen Schlüsselbund legen</translation>
    </message>
    <message>
        <source>Pri&amp;vate key for it</source>
        <translation>Privater Schlüssel da&amp;für</translation>
    </message>
    <message>
        <source>A PEM file with an Ed25519 or P-256 key, which stays where it is.</source>
        <translation>Eine PEM-Datei mit einem Ed25519- oder P-256-Schlüssel, die an ihrem Ort bleibt.</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen …</translation>
    </message>
    <message>
        <source>Choose the private key</source>
        <translation>Privaten Schlüssel wählen</translation>
    </message>
    <message>
        <source>Keys (*.pem *.key);;All files (*)</source>
        <translation>Schlüssel (*.pem *.key);;Alle Dateien (*)</translation>
    </message>
</context>
<context>
    <name>culvert::ui::OverviewPage</name>
    <message>
        <source>No profile yet</source>
        <translation>Noch kein Profil</translation>
    </message>
    <message>
        <source>A profile says which proxy Culvert goes through, and how to sign in there. Paste what your provider gave you, or try the built-in proxy.</source>
        <translation>Ein Profil gibt an, über welchen Proxy Culvert geht und wie die Anmeldung dort funktioniert. Fügen Sie ein, was Sie vom Anbieter bekommen haben, oder probieren Sie den eingebauten Proxy aus.</translation>
    </message>
    <message>
        <source>&amp;Add a profile</source>
        <translation>Profil &amp;hinzufügen</translation>
    </message>
</context>
<context>
    <name>culvert::ui::PhaseBar</name>
    <message>
        <source>Name lookup</source>
        <translation>Namensauflösung</translation>
    </message>
    <message>
        <source>TCP</source>
        <translation>TCP</translation>
    </message>
    <message>
        <source>QUIC</source>
        <translation>QUIC</translation>
    </message>
    <message>
        <source>TLS</source>
        <translation>TLS</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>Anfrage</translation>
    </message>
    <message>
        <source>Destination</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Sign-in</source>
        <translation>Anmeldung</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>phase and its time</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>%1: %2; %3 in all.</source>
        <translation>%1: %2; insgesamt %3.</translation>
    </message>
    <message>
        <source>%1: failed after %2.</source>
        <translation>%1: nach %2 fehlgeschlagen.</translation>
    </message>
    <message>
        <source>%1: failed at %2 after %3.</source>
        <translation>%1: bei „%2“ nach %3 fehlgeschlagen.</translation>
    </message>
    <message>
        <source>%1: %2; failed at %3 after %4.</source>
        <translation>%1: %2; bei „%3“ nach %4 fehlgeschlagen.</translation>
    </message>
    <message>
        <source>%1: failed here</source>
        <translation>%1: hier fehlgeschlagen</translation>
    </message>
    <message>
        <source>How long each part of the test took</source>
        <translation>Dauer der einzelnen Teile des Tests</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ProblemCard</name>
    <message>
        <source>Last problem</source>
        <translation>Letztes Problem</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ProfileCard</name>
    <message>
        <source>&amp;Profile</source>
        <translation>&amp;Profil</translation>
    </message>
    <message>
        <source>Profile in use</source>
        <translation>Verwendetes Profil</translation>
    </message>
    <message>
        <source>Edit this profile</source>
        <translation>Dieses Profil bearbeiten</translation>
    </message>
    <message>
        <source>HTTP version</source>
        <translation>HTTP-Version</translation>
    </message>
    <message>
        <source>TLS version</source>
        <translation>TLS-Version</translation>
    </message>
    <message>
        <source>Cipher</source>
        <translation>Verschlüsselung</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>Early data</source>
        <translation>Frühe Daten</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>Proxy</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Set-up time</source>
        <translation>Aufbauzeit</translation>
    </message>
    <message>
        <source>Choose a profile</source>
        <translation>Profil wählen</translation>
    </message>
    <message>
        <source>What is agreed with the proxy is shown here while Culvert is on.</source>
        <translation>Solange Culvert eingeschaltet ist, steht hier, was mit dem Proxy vereinbart wurde.</translation>
    </message>
    <message>
        <source>The proxy has not answered yet.</source>
        <translation>Der Proxy hat noch nicht geantwortet.</translation>
    </message>
    <message>
        <source>There is no connection to the proxy now. The next one that an application makes needs one.</source>
        <translation>Zurzeit besteht keine Verbindung zum Proxy. Die nächste Verbindung einer Anwendung baut eine auf.</translation>
    </message>
    <message>
        <source>Resumed: a round trip less</source>
        <translation>Fortgesetzt: eine Umlaufzeit gespart</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Neu</translation>
    </message>
    <message>
        <source>Accepted by the proxy</source>
        <translation>Vom Proxy angenommen</translation>
    </message>
    <message>
        <source>Not used</source>
        <translation>Nicht verwendet</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ProfileChanges</name>
    <message>
        <source>It is the profile in use: Culvert goes through %1 from then on.</source>
        <translation>Es ist das verwendete Profil: Danach geht Culvert über %1.</translation>
    </message>
    <message>
        <source>It is the profile in use, and the only one: Culvert has no proxy from then on.</source>
        <translation>Es ist das verwendete und einzige Profil: Danach hat Culvert keinen Proxy.</translation>
    </message>
    <message numerus="yes">
        <source>%n rule(s) will go through the profile in use.</source>
        <translation>
            <numerusform>Für %n Regel gilt dann das verwendete Profil.</numerusform>
            <numerusform>Für %n Regeln gilt dann das verwendete Profil.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n forward(s) will do what the rules say.</source>
        <translation>
            <numerusform>%n Weiterleitung richtet sich dann nach den Regeln.</numerusform>
            <numerusform>%n Weiterleitungen richten sich dann nach den Regeln.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n listening address(es) will do what the rules say.</source>
        <translation>
            <numerusform>%n Adresse für Anwendungen richtet sich dann nach den Regeln.</numerusform>
            <numerusform>%n Adressen für Anwendungen richten sich dann nach den Regeln.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>culvert::ui::ProfileEditor</name>
    <message>
        <source>New profile</source>
        <translation>Neues Profil</translation>
    </message>
    <message>
        <source>This profile cannot be read, and is left as it is in the file until it is put right.</source>
        <translation>Dieses Profil lässt sich nicht lesen. Es bleibt in der Datei, wie es ist, bis es berichtigt wird.</translation>
    </message>
    <message>
        <source>This profile cannot be used: %1</source>
        <translation>Dieses Profil lässt sich nicht verwenden: %1</translation>
    </message>
    <message>
        <source>Show the field</source>
        <translation>Feld zeigen</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>In Verwendung</translation>
    </message>
    <message>
        <source>Use t&amp;his profile</source>
        <translation>Dieses Profil &amp;verwenden</translation>
    </message>
    <message>
        <source>Sign-in</source>
        <translation>Anmeldung</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Test</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>Erweitert</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ProfileListModel</name>
    <message>
        <source>New profile</source>
        <translation>Neues Profil</translation>
    </message>
    <message>
        <source>It is not saved yet.</source>
        <translation>Es ist noch nicht gespeichert.</translation>
    </message>
    <message>
        <source>%1, in use</source>
        <translation>%1, in Verwendung</translation>
    </message>
    <message>
        <source>%1. Problem: %2</source>
        <translation>%1. Problem: %2</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>In Verwendung</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ProfilesPage</name>
    <message>
        <source>%1 (copy)</source>
        <translation>%1 (Kopie)</translation>
    </message>
    <message>
        <source>The profile “%1” was deleted.</source>
        <translation>Das Profil „%1“ wurde gelöscht.</translation>
    </message>
    <message>
        <source>There is no text in the clipboard.</source>
        <translation>In der Zwischenablage ist kein Text.</translation>
    </message>
    <message>
        <source>Import profiles</source>
        <translation>Profile importieren</translation>
    </message>
    <message>
        <source>Profiles of Culvert (*.json);;All files (*)</source>
        <translation>Profile von Culvert (*.json);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>There is no profile in this file.</source>
        <translation>In dieser Datei ist kein Profil.</translation>
    </message>
    <message>
        <source>No profile yet</source>
        <translation>Noch kein Profil</translation>
    </message>
    <message>
        <source>A profile is a proxy to go through: where it is, and how to sign in. You get what it needs from whoever runs the proxy.</source>
        <translation>Ein Profil beschreibt einen Proxy: wo er ist und wie die Anmeldung dort funktioniert. Die nötigen Angaben kommen vom Betreiber des Proxys.</translation>
    </message>
    <message>
        <source>&amp;Add a profile</source>
        <translation>Profil &amp;hinzufügen</translation>
    </message>
    <message>
        <source>Profiles</source>
        <translation>Profile</translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation>&amp;Hinzufügen</translation>
    </message>
    <message>
        <source>More to do with profiles</source>
        <translation>Weitere Aktionen für Profile</translation>
    </message>
    <message>
        <source>&amp;Use this profile</source>
        <translation>Dieses Profil &amp;verwenden</translation>
    </message>
    <message>
        <source>&amp;Duplicate</source>
        <translation>&amp;Duplizieren</translation>
    </message>
    <message>
        <source>Move &amp;up</source>
        <translation>Nach &amp;oben</translation>
    </message>
    <message>
        <source>Move do&amp;wn</source>
        <translation>Nach &amp;unten</translation>
    </message>
    <message>
        <source>&amp;Give to somebody else…</source>
        <translation>&amp;Weitergeben …</translation>
    </message>
    <message>
        <source>Import from the &amp;clipboard</source>
        <translation>Aus &amp;Zwischenablage importieren</translation>
    </message>
    <message>
        <source>Import from a &amp;file…</source>
        <translation>Aus D&amp;atei importieren …</translation>
    </message>
    <message>
        <source>D&amp;elete</source>
        <translation>&amp;Löschen</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ProgramPicker</name>
    <message>
        <source>Looking for programs …</source>
        <translation>Programme werden gesucht …</translation>
    </message>
    <message>
        <source>No programs were found. You can choose a file.</source>
        <translation>Es wurden keine Programme gefunden. Stattdessen kann eine Datei gewählt werden.</translation>
    </message>
    <message>
        <source>No program has this in its name.</source>
        <translation>Kein Programmname enthält diesen Text.</translation>
    </message>
    <message>
        <source>Choose a program</source>
        <translation>Programm wählen</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Search among programs</source>
        <translation>Programme durchsuchen</translation>
    </message>
    <message>
        <source>Programs</source>
        <translation>Programme</translation>
    </message>
    <message>
        <source>&amp;Choose</source>
        <translation>A&amp;uswählen</translation>
    </message>
    <message>
        <source>Choose a &amp;file …</source>
        <translation>&amp;Datei wählen …</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ProgramsEdit</name>
    <message>
        <source>Programs</source>
        <translation>Programme</translation>
    </message>
    <message>
        <source>Files of programs can be dropped here.</source>
        <translation>Programmdateien können hier abgelegt werden.</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Add a program</source>
        <translation>Programm hinzufügen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Remove the program</source>
        <translation>Programm entfernen</translation>
    </message>
    <message>
        <source>A program that &amp;runs …</source>
        <translation>&amp;Laufendes Programm …</translation>
    </message>
    <message>
        <source>An &amp;installed program …</source>
        <translation>&amp;Installiertes Programm …</translation>
    </message>
    <message>
        <source>A &amp;file …</source>
        <translation>&amp;Datei …</translation>
    </message>
    <message>
        <source>Choose a program</source>
        <translation>Programm wählen</translation>
    </message>
    <message>
        <source>The programs of %1</source>
        <translation>Programme von %1</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ProxyField</name>
    <message>
        <source>Template, host, link or provisioning domain</source>
        <translation>Vorlage, Host, Link oder Bereitstellungsdomäne</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ProxyFields</name>
    <message>
        <source>A proxy is missing here. The last one is kept.</source>
        <translation>Hier fehlt ein Proxy. Der letzte bleibt erhalten.</translation>
    </message>
    <message>
        <source>&amp;See what %1 offers</source>
        <translation>An&amp;gebot von %1 zeigen</translation>
    </message>
    <message>
        <source>P&amp;roxy</source>
        <translation>&amp;Proxy</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>What you call it. Empty: the host of the proxy.</source>
        <translation>Frei wählbar. Leer: der Host des Proxys.</translation>
    </message>
</context>
<context>
    <name>culvert::ui::RuleEditor</name>
    <message>
        <source>Say what the rule is for: a destination, a port or a program.</source>
        <translation>Bitte angeben, wofür die Regel gilt: ein Ziel, ein Port oder ein Programm.</translation>
    </message>
    <message>
        <source>Until this is right, the rule stays as it was.</source>
        <translation>Bis das stimmt, bleibt die Regel, wie sie war.</translation>
    </message>
    <message>
        <source>This rule is</source>
        <translation>Diese Regel gilt</translation>
    </message>
    <message>
        <source>&amp;only for</source>
        <translation>&amp;nur für</translation>
    </message>
    <message>
        <source>for &amp;everything</source>
        <translation>für &amp;alles</translation>
    </message>
    <message>
        <source>&amp;Destinations:</source>
        <translation>&amp;Ziele:</translation>
    </message>
    <message>
        <source>corp.example, *.corp.example, 10.0.0.0/8</source>
        <translation>corp.example, *.corp.example, 10.0.0.0/8</translation>
    </message>
    <message>
        <source>&amp;Ports:</source>
        <translation>&amp;Ports:</translation>
    </message>
    <message>
        <source>443, 8000-8999</source>
        <translation>443, 8000-8999</translation>
    </message>
    <message>
        <source>P&amp;rograms:</source>
        <translation>Pro&amp;gramme:</translation>
    </message>
    <message>
        <source>&amp;What happens:</source>
        <translation>Was ges&amp;chieht:</translation>
    </message>
    <message>
        <source>Through which profile</source>
        <translation>Über welches Profil</translation>
    </message>
    <message>
        <source>Tunnel: through the proxy</source>
        <translation>Tunnel: über den Proxy</translation>
    </message>
    <message>
        <source>Direct: past the proxy</source>
        <translation>Direkt: am Proxy vorbei</translation>
    </message>
    <message>
        <source>Block: not at all</source>
        <translation>Sperren: gar nicht</translation>
    </message>
    <message>
        <source>The profile in use</source>
        <translation>Das verwendete Profil</translation>
    </message>
</context>
<context>
    <name>culvert::ui::RuleWords</name>
    <message>
        <source>port %1</source>
        <translation>Port %1</translation>
    </message>
    <message>
        <source>ports %1</source>
        <translation>Ports %1</translation>
    </message>
    <message>
        <source>asked for by %1</source>
        <comment>a list of programs follows</comment>
        <translation>nur für %1</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>two conditions of a rule</comment>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <comment>three conditions of a rule</comment>
        <translation>%1, %2, %3</translation>
    </message>
    <message>
        <source>Tunnel through %1</source>
        <translation>Tunnel über %1</translation>
    </message>
    <message>
        <source>Tunnel</source>
        <translation>Tunnel</translation>
    </message>
    <message>
        <source>Direct</source>
        <translation>Direkt</translation>
    </message>
    <message>
        <source>Block</source>
        <translation>Sperren</translation>
    </message>
    <message>
        <source>the programs of %1</source>
        <translation>Programme von %1</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <comment>conditions of a rule, and what happens then</comment>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>“%1” is neither a domain (corp.example, *.corp.example) nor a network (10.0.0.0/8, 2001:db8::/32).</source>
        <translation>„%1“ ist weder eine Domain (corp.example, *.corp.example) noch ein Netzwerk (10.0.0.0/8, 2001:db8::/32).</translation>
    </message>
    <message>
        <source>“%1” is no port and no range of ports (443, 8000-8999).</source>
        <translation>„%1“ ist weder ein Port noch ein Portbereich (443, 8000-8999).</translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <comment>at the end of a list</comment>
        <translation>
            <numerusform>%n weiteres</numerusform>
            <numerusform>%n weitere</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>culvert::ui::RulesModel</name>
    <message>
        <source>%1. %2</source>
        <comment>number of a rule, and what it says</comment>
        <translation>%1. %2</translation>
    </message>
    <message>
        <source>Wrong: %1</source>
        <translation>Fehler: %1</translation>
    </message>
    <message>
        <source>%1 (off)</source>
        <comment>%1 is a rule</comment>
        <translation>%1 (aus)</translation>
    </message>
</context>
<context>
    <name>culvert::ui::RulesView</name>
    <message>
        <source>Rule %1 is wrong. Nothing of the setup can be used until it is right or deleted: passing over a rule would let out what it keeps in.</source>
        <translation>Regel %1 ist fehlerhaft. Bis sie stimmt oder gelöscht ist, lässt sich nichts von der Konfiguration verwenden: Ohne diese Regel könnte hinausgelangen, was sie zurückhält.</translation>
    </message>
    <message>
        <source>Which program is the rule for?</source>
        <translation>Für welches Programm gilt die Regel?</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>The rule “%1” was deleted.</source>
        <translation>Die Regel „%1“ wurde gelöscht.</translation>
    </message>
    <message>
        <source>No rules</source>
        <translation>Keine Regeln</translation>
    </message>
    <message>
        <source>Without rules, every connection goes through the profile in use. Rules send some of them through another profile, past the proxy, or nowhere.</source>
        <translation>Ohne Regeln läuft jede Verbindung über das verwendete Profil. Regeln leiten manche davon über ein anderes Profil, am Proxy vorbei oder nirgendwohin.</translation>
    </message>
    <message>
        <source>Add a rule</source>
        <translation>Regel hinzufügen</translation>
    </message>
    <message>
        <source>The first rule that matches decides; where none does, a connection goes through the profile in use.</source>
        <translation>Die erste passende Regel entscheidet; passt keine, läuft die Verbindung über das verwendete Profil.</translation>
    </message>
    <message>
        <source>Rules, in their order</source>
        <translation>Regeln in ihrer Reihenfolge</translation>
    </message>
    <message>
        <source>Alt+Up and Alt+Down move a rule</source>
        <translation>Alt+↑ und Alt+↓ verschieben eine Regel</translation>
    </message>
    <message>
        <source>&amp;Add a rule</source>
        <translation>Regel &amp;hinzufügen</translation>
    </message>
    <message>
        <source>Move &amp;up</source>
        <translation>Nach &amp;oben</translation>
    </message>
    <message>
        <source>Move dow&amp;n</source>
        <translation>Nach &amp;unten</translation>
    </message>
    <message>
        <source>De&amp;lete</source>
        <translation>&amp;Löschen</translation>
    </message>
</context>
<context>
    <name>culvert::ui::Scale</name>
    <message>
        <source>%1 KiB/s</source>
        <translation>%1 KiB/s</translation>
    </message>
    <message>
        <source>%1 MiB/s</source>
        <translation>%1 MiB/s</translation>
    </message>
    <message>
        <source>%1 GiB/s</source>
        <translation>%1 GiB/s</translation>
    </message>
    <message>
        <source>%1 TiB/s</source>
        <translation>%1 TiB/s</translation>
    </message>
</context>
<context>
    <name>culvert::ui::SecretSheet</name>
    <message>
        <source>A secret is needed</source>
        <translation>Zugangsdaten erforderlich</translation>
    </message>
    <message>
        <source>Please type %1.</source>
        <comment>the password of somebody</comment>
        <translation>Bitte eingeben: %1.</translation>
    </message>
    <message>
        <source>&amp;Secret</source>
        <translation>&amp;Zugangsdaten</translation>
    </message>
    <message>
        <source>Secret</source>
        <translation>Zugangsdaten</translation>
    </message>
    <message>
        <source>S&amp;how it</source>
        <translation>&amp;Anzeigen</translation>
    </message>
    <message>
        <source>It stays in memory until Culvert ends, and is written nowhere.</source>
        <translation>Bleibt im Arbeitsspeicher, bis Culvert endet, und wird nirgends gespeichert.</translation>
    </message>
    <message>
        <source>&amp;OK</source>
        <translation>&amp;OK</translation>
    </message>
    <message>
        <source>&amp;Not now</source>
        <translation>&amp;Nicht jetzt</translation>
    </message>
</context>
<context>
    <name>culvert::ui::Secrets</name>
    <message>
        <source>the token for %1</source>
        <translation>Token für %1</translation>
    </message>
    <message>
        <source>the password of %1 at %2</source>
        <translation>Passwort von %1 an der Adresse %2</translation>
    </message>
    <message>
        <source>the password of %1 for %2</source>
        <translation>Passwort von %1 für %2</translation>
    </message>
    <message>
        <source>The keychain did not give the secret for %1: it is not there, or the keychain was not unlocked. Unlock it and try again, or type the secret anew.</source>
        <translation>Der Schlüsselbund hat die Zugangsdaten für %1 nicht geliefert: Sie fehlen dort, oder er wurde nicht entsperrt. Bitte entsperren und noch einmal versuchen oder die Zugangsdaten neu eingeben.</translation>
    </message>
    <message>
        <source>The keychain is locked, so that the secret for %1 cannot be had. Unlock it and try again.</source>
        <translation>Der Schlüsselbund ist gesperrt, daher fehlen die Zugangsdaten für %1. Bitte entsperren und noch einmal versuchen.</translation>
    </message>
    <message>
        <source>There is no keychain here, so that the secret for %1 cannot be had. Type it anew.</source>
        <translation>Hier gibt es keinen Schlüsselbund, daher fehlen die Zugangsdaten für %1. Bitte neu eingeben.</translation>
    </message>
    <message>
        <source>The keychain does not answer, so that the secret for %1 cannot be had. Try again, or type it anew.</source>
        <translation>Der Schlüsselbund antwortet nicht, daher fehlen die Zugangsdaten für %1. Bitte noch einmal versuchen oder neu eingeben.</translation>
    </message>
    <message>
        <source>The keychain failed, so that the secret for %1 cannot be had. Try again, or type it anew.</source>
        <translation>Der Schlüsselbund meldet einen Fehler, daher fehlen die Zugangsdaten für %1. Bitte noch einmal versuchen oder neu eingeben.</translation>
    </message>
    <message>
        <source>The secret for %1 cannot be read from the file %2. Choose another file, or make this one readable by you alone.</source>
        <translation>Die Zugangsdaten für %1 lassen sich nicht aus der Datei %2 lesen. Bitte eine andere Datei wählen oder die Leserechte auf das eigene Benutzerkonto beschränken.</translation>
    </message>
    <message>
        <source>The keychain did not take it: it is in memory until Culvert ends, and asked for the next time.</source>
        <translation>Der Schlüsselbund hat die Zugangsdaten nicht angenommen: Sie bleiben im Arbeitsspeicher, bis Culvert endet, und werden beim nächsten Mal wieder erfragt.</translation>
    </message>
    <message>
        <source>The token for %1 was not given.</source>
        <translation>Das Token für %1 wurde nicht eingegeben.</translation>
    </message>
    <message>
        <source>The password of %1 at %2 was not given.</source>
        <translation>Das Passwort von %1 an der Adresse %2 wurde nicht eingegeben.</translation>
    </message>
    <message>
        <source>The password of %1 for %2 was not given.</source>
        <translation>Das Passwort von %1 für %2 wurde nicht eingegeben.</translation>
    </message>
    <message>
        <source>The token for %1 is missing: %2.</source>
        <translation>Das Token für %1 fehlt: %2.</translation>
    </message>
    <message>
        <source>The password of %1 at %2 is missing: %3.</source>
        <translation>Das Passwort von %1 an der Adresse %2 fehlt: %3.</translation>
    </message>
    <message>
        <source>The password of %1 for %2 is missing: %3.</source>
        <translation>Das Passwort von %1 für %2 fehlt: %3.</translation>
    </message>
</context>
<context>
    <name>culvert::ui::Sentences</name>
    <message>
        <source>This computer could not do what was asked.</source>
        <translation>Dieser Rechner konnte den Auftrag nicht ausführen.</translation>
    </message>
    <message>
        <source>The name of %1 could not be looked up.</source>
        <translation>Der Name %1 konnte nicht aufgelöst werden.</translation>
    </message>
    <message>
        <source>The proxy&apos;s name could not be looked up.</source>
        <translation>Der Name des Proxys konnte nicht aufgelöst werden.</translation>
    </message>
    <message>
        <source>%1 cannot be reached.</source>
        <translation>%1 ist nicht erreichbar.</translation>
    </message>
    <message>
        <source>The proxy cannot be reached.</source>
        <translation>Der Proxy ist nicht erreichbar.</translation>
    </message>
    <message>
        <source>No secure connection to %1 could be made.</source>
        <translation>Keine sichere Verbindung zu %1.</translation>
    </message>
    <message>
        <source>No secure connection to the proxy could be made.</source>
        <translation>Keine sichere Verbindung zum Proxy.</translation>
    </message>
    <message>
        <source>No QUIC connection to %1 could be made.</source>
        <translation>Keine QUIC-Verbindung zu %1.</translation>
    </message>
    <message>
        <source>No QUIC connection to the proxy could be made.</source>
        <translation>Keine QUIC-Verbindung zum Proxy.</translation>
    </message>
    <message>
        <source>The conversation with %1 failed.</source>
        <translation>Die Kommunikation mit %1 ist fehlgeschlagen.</translation>
    </message>
    <message>
        <source>The conversation with the proxy failed.</source>
        <translation>Die Kommunikation mit dem Proxy ist fehlgeschlagen.</translation>
    </message>
    <message>
        <source>Sign-in refused by %1.</source>
        <translation>%1 hat die Anmeldung abgelehnt.</translation>
    </message>
    <message>
        <source>Sign-in refused by the proxy.</source>
        <translation>Der Proxy hat die Anmeldung abgelehnt.</translation>
    </message>
    <message>
        <source>%1 did not connect to the destination.</source>
        <translation>%1 hat sich nicht mit dem Ziel verbunden.</translation>
    </message>
    <message>
        <source>The proxy did not connect to the destination.</source>
        <translation>Der Proxy hat sich nicht mit dem Ziel verbunden.</translation>
    </message>
    <message>
        <source>%1 did not connect to %2.</source>
        <translation>%1 hat sich nicht mit %2 verbunden.</translation>
    </message>
    <message>
        <source>The proxy did not connect to %1.</source>
        <translation>Der Proxy hat sich nicht mit %1 verbunden.</translation>
    </message>
    <message>
        <source>%1 could not talk to the destination.</source>
        <translation>%1 konnte keine Daten mit dem Ziel austauschen.</translation>
    </message>
    <message>
        <source>The proxy could not talk to the destination.</source>
        <translation>Der Proxy konnte keine Daten mit dem Ziel austauschen.</translation>
    </message>
    <message>
        <source>%1 could not talk to %2.</source>
        <translation>%1 konnte keine Daten mit %2 austauschen.</translation>
    </message>
    <message>
        <source>The proxy could not talk to %1.</source>
        <translation>Der Proxy konnte keine Daten mit %1 austauschen.</translation>
    </message>
    <message>
        <source>Its certificate has expired.</source>
        <translation>Das Zertifikat ist abgelaufen.</translation>
    </message>
    <message>
        <source>Its certificate is not valid yet.</source>
        <translation>Das Zertifikat ist noch nicht gültig.</translation>
    </message>
    <message>
        <source>It has none of the keys that the profile names.</source>
        <translation>Keiner der Schlüssel passt zu den Pins des Profils.</translation>
    </message>
    <message>
        <source>Nobody that this computer trusts has signed its certificate.</source>
        <translation>Niemand, dem dieser Rechner vertraut, hat das Zertifikat signiert.</translation>
    </message>
    <message>
        <source>Its certificate is for another name.</source>
        <translation>Das Zertifikat gilt für einen anderen Namen.</translation>
    </message>
    <message>
        <source>Its certificate was revoked.</source>
        <translation>Das Zertifikat wurde widerrufen.</translation>
    </message>
    <message>
        <source>Its certificate is not trusted.</source>
        <translation>Das Zertifikat ist nicht vertrauenswürdig.</translation>
    </message>
    <message>
        <source>It is not valid.</source>
        <translation>Das ist ungültig.</translation>
    </message>
    <message>
        <source>This is not offered there.</source>
        <translation>Das wird dort nicht angeboten.</translation>
    </message>
    <message>
        <source>The name has no address.</source>
        <translation>Zu dem Namen gibt es keine Adresse.</translation>
    </message>
    <message>
        <source>The connection was refused.</source>
        <translation>Die Verbindung wurde abgelehnt.</translation>
    </message>
    <message>
        <source>There is no way to it from this network.</source>
        <translation>Aus diesem Netzwerk führt kein Weg dorthin.</translation>
    </message>
    <message>
        <source>There was no answer in time.</source>
        <translation>Die Antwort kam nicht rechtzeitig.</translation>
    </message>
    <message>
        <source>The connection was reset.</source>
        <translation>Die Verbindung wurde zurückgesetzt.</translation>
    </message>
    <message>
        <source>The connection was cut off.</source>
        <translation>Die Verbindung wurde abgebrochen.</translation>
    </message>
    <message>
        <source>It was closed.</source>
        <translation>Die Verbindung wurde geschlossen.</translation>
    </message>
    <message>
        <source>The other end broke the rules of the protocol.</source>
        <translation>Die Gegenstelle hat gegen das Protokoll verstoßen.</translation>
    </message>
    <message>
        <source>It is not allowed.</source>
        <translation>Das ist nicht erlaubt.</translation>
    </message>
    <message>
        <source>The user name or the password is missing or wrong.</source>
        <translation>Benutzername oder Passwort fehlt oder ist falsch.</translation>
    </message>
    <message>
        <source>The request was not taken.</source>
        <translation>Die Anfrage wurde nicht angenommen.</translation>
    </message>
    <message>
        <source>A limit was reached.</source>
        <translation>Eine Grenze wurde erreicht.</translation>
    </message>
    <message>
        <source>The system refused.</source>
        <translation>Das System hat abgelehnt.</translation>
    </message>
    <message>
        <source>The system says: %1.</source>
        <translation>Das System meldet: %1.</translation>
    </message>
    <message>
        <source>Check the proxy&apos;s name, and whether this computer is online.</source>
        <translation>Bitte prüfen, ob der Name des Proxys stimmt und dieser Rechner online ist.</translation>
    </message>
    <message>
        <source>Check the proxy&apos;s address and port, and whether it is running.</source>
        <translation>Bitte prüfen, ob Adresse und Port des Proxys stimmen und er läuft.</translation>
    </message>
    <message>
        <source>Check the proxy&apos;s address, and whether this computer is online.</source>
        <translation>Bitte prüfen, ob die Adresse des Proxys stimmt und dieser Rechner online ist.</translation>
    </message>
    <message>
        <source>Perhaps this network does not let UDP through.</source>
        <translation>Vielleicht lässt dieses Netzwerk kein UDP durch.</translation>
    </message>
    <message>
        <source>Ask whoever runs the proxy to enable it.</source>
        <translation>Der Betreiber des Proxys kann es einschalten.</translation>
    </message>
    <message>
        <source>Check the proxy&apos;s address and port: perhaps this is no proxy.</source>
        <translation>Bitte Adresse und Port des Proxys prüfen: Vielleicht ist dies kein Proxy.</translation>
    </message>
    <message>
        <source>Ask whoever runs the proxy to renew it, and do not use the proxy until then.</source>
        <translation>Der Betreiber des Proxys muss es erneuern; bis dahin den Proxy bitte nicht verwenden.</translation>
    </message>
    <message>
        <source>Check the clock of this computer.</source>
        <translation>Bitte die Uhr dieses Rechners prüfen.</translation>
    </message>
    <message>
        <source>Ask whoever runs the proxy whether its key has changed.</source>
        <translation>Bitte beim Betreiber des Proxys nachfragen, ob sich der Schlüssel geändert hat.</translation>
    </message>
    <message>
        <source>If the proxy has a certificate authority of its own, choose its CA file; otherwise do not use it.</source>
        <translation>Hat der Proxy eine eigene Zertifizierungsstelle, bitte deren CA-Datei wählen; sonst den Proxy nicht verwenden.</translation>
    </message>
    <message>
        <source>Check that the address is that of a connect-tcp proxy.</source>
        <translation>Bitte prüfen, ob die Adresse die eines connect-tcp-Proxys ist.</translation>
    </message>
    <message>
        <source>Ask whoever runs the proxy how to sign in.</source>
        <translation>Bitte beim Betreiber des Proxys nachfragen, wie die Anmeldung funktioniert.</translation>
    </message>
    <message>
        <source>Check the template.</source>
        <translation>Bitte die Vorlage prüfen.</translation>
    </message>
    <message>
        <source>Ask whoever runs the proxy whether this destination is allowed.</source>
        <translation>Bitte beim Betreiber des Proxys nachfragen, ob dieses Ziel erlaubt ist.</translation>
    </message>
    <message>
        <source>Check the destination&apos;s name.</source>
        <translation>Bitte den Namen des Ziels prüfen.</translation>
    </message>
    <message>
        <source>Check the destination&apos;s port.</source>
        <translation>Bitte den Port des Ziels prüfen.</translation>
    </message>
    <message>
        <source>Sign-in refused by %1: check the user name and the password.</source>
        <translation>%1 hat die Anmeldung abgelehnt: Bitte Benutzername und Passwort prüfen.</translation>
    </message>
    <message>
        <source>Sign-in refused by the proxy: check the user name and the password.</source>
        <translation>Der Proxy hat die Anmeldung abgelehnt: Bitte Benutzername und Passwort prüfen.</translation>
    </message>
    <message>
        <source>%1 asks for a sign-in that connect-tcp does not have.</source>
        <translation>%1 verlangt eine Anmeldung, die connect-tcp nicht kennt.</translation>
    </message>
    <message>
        <source>The proxy asks for a sign-in that connect-tcp does not have.</source>
        <translation>Der Proxy verlangt eine Anmeldung, die connect-tcp nicht kennt.</translation>
    </message>
    <message>
        <source>%1 answers, but is no connect-tcp proxy.</source>
        <translation>%1 antwortet, ist aber kein connect-tcp-Proxy.</translation>
    </message>
    <message>
        <source>It answers, but is no connect-tcp proxy.</source>
        <translation>Die Gegenstelle antwortet, ist aber kein connect-tcp-Proxy.</translation>
    </message>
    <message>
        <source>%1 has no connect-tcp proxy at this address.</source>
        <translation>%1 hat unter dieser Adresse keinen connect-tcp-Proxy.</translation>
    </message>
    <message>
        <source>There is no connect-tcp proxy at this address.</source>
        <translation>Unter dieser Adresse gibt es keinen connect-tcp-Proxy.</translation>
    </message>
    <message>
        <source>%1 is busy: it asks for fewer connections.</source>
        <translation>%1 ist ausgelastet und bittet um weniger Verbindungen.</translation>
    </message>
    <message>
        <source>The proxy is busy: it asks for fewer connections.</source>
        <translation>Der Proxy ist ausgelastet und bittet um weniger Verbindungen.</translation>
    </message>
    <message>
        <source>A rule blocks it.</source>
        <translation>Eine Regel sperrt diese Verbindung.</translation>
    </message>
    <message>
        <source>It was closed on this computer.</source>
        <translation>Die Verbindung wurde auf diesem Rechner geschlossen.</translation>
    </message>
    <message>
        <source>This cannot be used: %1.</source>
        <translation>Das lässt sich nicht verwenden: %1.</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>sentence, stage</comment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>%1 %2 (%3)</source>
        <comment>two sentences, stage</comment>
        <translation>%1 %2 (%3)</translation>
    </message>
    <message>
        <source>%1 %2 %3 (%4)</source>
        <comment>three sentences, stage</comment>
        <translation>%1 %2 %3 (%4)</translation>
    </message>
    <message>
        <source>%1 could not be reached directly, without a proxy.</source>
        <translation>%1 ist direkt, ohne Proxy, nicht erreichbar.</translation>
    </message>
    <message>
        <source>this computer</source>
        <comment>stage</comment>
        <translation>dieser Rechner</translation>
    </message>
    <message>
        <source>name lookup</source>
        <comment>stage</comment>
        <translation>Namensauflösung</translation>
    </message>
    <message>
        <source>TCP</source>
        <comment>stage</comment>
        <translation>TCP</translation>
    </message>
    <message>
        <source>TLS</source>
        <comment>stage</comment>
        <translation>TLS</translation>
    </message>
    <message>
        <source>QUIC</source>
        <comment>stage</comment>
        <translation>QUIC</translation>
    </message>
    <message>
        <source>HTTP</source>
        <comment>stage</comment>
        <translation>HTTP</translation>
    </message>
    <message>
        <source>sign-in</source>
        <comment>stage</comment>
        <translation>Anmeldung</translation>
    </message>
    <message>
        <source>proxy</source>
        <comment>stage</comment>
        <translation>Proxy</translation>
    </message>
    <message>
        <source>destination</source>
        <comment>stage</comment>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>not valid</source>
        <comment>error</comment>
        <translation>ungültig</translation>
    </message>
    <message>
        <source>not offered</source>
        <comment>error</comment>
        <translation>nicht angeboten</translation>
    </message>
    <message>
        <source>no such name</source>
        <comment>error</comment>
        <translation>Name unbekannt</translation>
    </message>
    <message>
        <source>refused</source>
        <comment>error</comment>
        <translation>abgelehnt</translation>
    </message>
    <message>
        <source>out of reach</source>
        <comment>error</comment>
        <translation>nicht erreichbar</translation>
    </message>
    <message>
        <source>no answer</source>
        <comment>error</comment>
        <translation>keine Antwort</translation>
    </message>
    <message>
        <source>reset</source>
        <comment>error</comment>
        <translation>zurückgesetzt</translation>
    </message>
    <message>
        <source>cut off</source>
        <comment>error</comment>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <source>closed</source>
        <comment>error</comment>
        <translation>geschlossen</translation>
    </message>
    <message>
        <source>not trusted</source>
        <comment>error</comment>
        <translation>nicht vertrauenswürdig</translation>
    </message>
    <message>
        <source>protocol broken</source>
        <comment>error</comment>
        <translation>Protokoll verletzt</translation>
    </message>
    <message>
        <source>not allowed</source>
        <comment>error</comment>
        <translation>nicht erlaubt</translation>
    </message>
    <message>
        <source>sign-in refused</source>
        <comment>error</comment>
        <translation>Anmeldung abgelehnt</translation>
    </message>
    <message>
        <source>not taken</source>
        <comment>error</comment>
        <translation>nicht angenommen</translation>
    </message>
    <message>
        <source>limit reached</source>
        <comment>error</comment>
        <translation>Grenze erreicht</translation>
    </message>
    <message>
        <source>system error</source>
        <comment>error</comment>
        <translation>Systemfehler</translation>
    </message>
    <message>
        <source>Culvert cannot listen at %1: %2.</source>
        <translation>Culvert kann nicht auf %1 lauschen: %2.</translation>
    </message>
    <message>
        <source>Culvert cannot listen at %1.</source>
        <translation>Culvert kann nicht auf %1 lauschen.</translation>
    </message>
</context>
<context>
    <name>culvert::ui::SettingsPage</name>
    <message>
        <source>Search the settings</source>
        <translation>Einstellungen durchsuchen</translation>
    </message>
    <message>
        <source>Start with &amp;new settings</source>
        <translation>Mit &amp;neuen Einstellungen beginnen</translation>
    </message>
    <message>
        <source>Take the backup</source>
        <translation>Sicherung verwenden</translation>
    </message>
    <message>
        <source>Start with new settings</source>
        <translation>Mit neuen Einstellungen beginnen</translation>
    </message>
    <message>
        <source>No setting has “%1” in its name or its explanation.</source>
        <translation>Keine Einstellung hat „%1“ im Namen oder in der Erklärung.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
</context>
<context>
    <name>culvert::ui::SetupDocument</name>
    <message>
        <source>Another program has changed the same thing at the same time. What you did here was kept.</source>
        <translation>Ein anderes Programm hat gleichzeitig dasselbe geändert. Die Änderung aus diesem Fenster wurde behalten.</translation>
    </message>
</context>
<context>
    <name>culvert::ui::SharePanel</name>
    <message>
        <source>The link is in the clipboard.</source>
        <translation>Der Link ist in der Zwischenablage.</translation>
    </message>
    <message>
        <source>Save the profile</source>
        <translation>Profil speichern</translation>
    </message>
    <message>
        <source>Profiles of Culvert (*.json)</source>
        <translation>Profile von Culvert (*.json)</translation>
    </message>
    <message>
        <source>The profile is in the file %1.</source>
        <translation>Das Profil ist in der Datei %1.</translation>
    </message>
    <message>
        <source>Give “%1” to somebody else</source>
        <translation>„%1“ weitergeben</translation>
    </message>
    <message>
        <source>A link or a file has the proxy and how to sign in, but no file of this computer.</source>
        <translation>Ein Link oder eine Datei enthält den Proxy und die Art der Anmeldung, aber keine Datei dieses Rechners.</translation>
    </message>
    <message>
        <source>With the &amp;token: whoever has the link can use it</source>
        <translation>Mit dem T&amp;oken: Wer den Link hat, kann es verwenden</translation>
    </message>
    <message>
        <source>With the pass&amp;word: whoever has the link can use it</source>
        <translation>Mit dem Passw&amp;ort: Wer den Link hat, kann es verwenden</translation>
    </message>
    <message>
        <source>Copy &amp;link</source>
        <translation>&amp;Link kopieren</translation>
    </message>
    <message>
        <source>Save as &amp;file…</source>
        <translation>Als &amp;Datei speichern …</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>culvert::ui::Sidebar</name>
    <message>
        <source>Overview</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>Profiles</source>
        <translation>Profile</translation>
    </message>
    <message>
        <source>Applications</source>
        <translation>Anwendungen</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>Trace</source>
        <translation>Ablauf</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>name of a page, keys</comment>
        <translation>%1 (%2)</translation>
    </message>
</context>
<context>
    <name>culvert::ui::SignInFields</name>
    <message>
        <source>No sign-in</source>
        <translation>Keine Anmeldung</translation>
    </message>
    <message>
        <source>User name and password</source>
        <translation>Benutzername und Passwort</translation>
    </message>
    <message>
        <source>User name and password, sent at once</source>
        <translation>Benutzername und Passwort, sofort gesendet</translation>
    </message>
    <message>
        <source>User name and password, only as a digest</source>
        <translation>Benutzername und Passwort, nur als Digest</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>Private key, concealed</source>
        <translation>Privater Schlüssel, verdeckt</translation>
    </message>
    <message>
        <source>A token is kept in the keychain.</source>
        <translation>Im Schlüsselbund liegt ein Token.</translation>
    </message>
    <message>
        <source>A password is kept in the keychain.</source>
        <translation>Im Schlüsselbund liegt ein Passwort.</translation>
    </message>
    <message>
        <source>It is read from the file %1.</source>
        <translation>Wird aus der Datei %1 gelesen.</translation>
    </message>
    <message>
        <source>It is known until Culvert ends, and asked for after that.</source>
        <translation>Bekannt, bis Culvert endet; danach wird wieder gefragt.</translation>
    </message>
    <message>
        <source>To&amp;ken</source>
        <translation>T&amp;oken</translation>
    </message>
    <message>
        <source>&amp;Password</source>
        <translation>Passw&amp;ort</translation>
    </message>
    <message>
        <source>It is kept in the keychain, and not shown again. Without it you are asked for it each time that Culvert is started.</source>
        <translation>Kommt in den Schlüsselbund und wird nicht wieder angezeigt. Bleibt das Feld leer, fragt Culvert bei jedem Start danach.</translation>
    </message>
    <message>
        <source>A file is named by its whole path, from the top folder on.</source>
        <translation>Eine Datei wird mit ihrem vollständigen Pfad angegeben, ab dem obersten Ordner.</translation>
    </message>
    <message>
        <source>The proxy lets everybody in, or knows you by a client certificate.</source>
        <translation>Der Proxy lässt alle zu oder erkennt den Nutzer an einem Client-Zertifikat.</translation>
    </message>
    <message>
        <source>They are sent when the proxy asks for them: it costs a round trip, once.</source>
        <translation>Beides wird gesendet, wenn der Proxy danach fragt: Das kostet einmal eine Umlaufzeit.</translation>
    </message>
    <message>
        <source>Saves the round trip of being asked. Only for a proxy that you trust with the password.</source>
        <translation>Spart die Umlaufzeit der Nachfrage. Nur für einen Proxy, dem das Passwort anvertraut werden kann.</translation>
    </message>
    <message>
        <source>The proxy never sees the password itself. Few proxies can do that.</source>
        <translation>Der Proxy sieht das Passwort selbst nie. Das können nur wenige Proxys.</translation>
    </message>
    <message>
        <source>A long text from your provider, sent at once.</source>
        <translation>Ein langer Text vom Anbieter, sofort gesendet.</translation>
    </message>
    <message>
        <source>Nobody can see that the proxy is one without the key (RFC 9729).</source>
        <translation>Ohne den Schlüssel kann niemand erkennen, dass dies ein Proxy ist (RFC 9729).</translation>
    </message>
    <message>
        <source>How the pro&amp;xy knows you</source>
        <translation>&amp;Art der Anmeldung</translation>
    </message>
    <message>
        <source>User na&amp;me</source>
        <translation>Benutzerna&amp;me</translation>
    </message>
    <message>
        <source>Na&amp;me of the key</source>
        <translation>Na&amp;me des Schlüssels</translation>
    </message>
    <message>
        <source>As your provider has noted it.</source>
        <translation>So, wie ihn der Anbieter vermerkt hat.</translation>
    </message>
    <message>
        <source>Pri&amp;vate key</source>
        <translation>Pr&amp;ivater Schlüssel</translation>
    </message>
    <message>
        <source>A PEM file with an Ed25519 or P-256 key, which stays where it is.</source>
        <translation>Eine PEM-Datei mit einem Ed25519- oder P-256-Schlüssel, die an ihrem Ort bleibt.</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen …</translation>
    </message>
    <message>
        <source>Choose the private key</source>
        <translation>Privaten Schlüssel wählen</translation>
    </message>
    <message>
        <source>Keys (*.pem *.key);;All files (*)</source>
        <translation>Schlüssel (*.pem *.key);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translation>Sp&amp;eichern</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Chan&amp;ge</source>
        <translation>&amp;Ändern</translation>
    </message>
    <message>
        <source>Remo&amp;ve</source>
        <translation>&amp;Entfernen</translation>
    </message>
    <message>
        <source>Not kept</source>
        <translation>Nicht gespeichert</translation>
    </message>
</context>
<context>
    <name>culvert::ui::StateCard</name>
    <message>
        <source>Culvert</source>
        <translation>Culvert</translation>
    </message>
    <message>
        <source>Turn Culvert off</source>
        <translation>Culvert ausschalten</translation>
    </message>
    <message>
        <source>Turn Culvert on</source>
        <translation>Culvert einschalten</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>Turn it on, and applications can go through %1.</source>
        <translation>Nach dem Einschalten können Anwendungen über %1 gehen.</translation>
    </message>
    <message>
        <source>Culvert tries again by itself until you turn it off.</source>
        <translation>Bis zum Ausschalten versucht Culvert es von selbst immer wieder.</translation>
    </message>
</context>
<context>
    <name>culvert::ui::StateStrip</name>
    <message>
        <source>On, with a problem</source>
        <translation>Ein, mit einem Problem</translation>
    </message>
    <message>
        <source>Culvert is on</source>
        <translation>Culvert ist eingeschaltet</translation>
    </message>
    <message>
        <source>Turn Culvert off</source>
        <translation>Culvert ausschalten</translation>
    </message>
    <message>
        <source>Turn Culvert on</source>
        <translation>Culvert einschalten</translation>
    </message>
</context>
<context>
    <name>culvert::ui::StepDone</name>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>&amp;Finish</source>
        <translation>&amp;Abschließen</translation>
    </message>
    <message>
        <source>The profile “%1” has been added.</source>
        <translation>Das Profil „%1“ wurde hinzugefügt.</translation>
    </message>
    <message>
        <source>The password goes into the keychain …</source>
        <translation>Das Passwort kommt in den Schlüsselbund …</translation>
    </message>
    <message>
        <source>Programs come in at %1, by SOCKS or HTTP.</source>
        <translation>Programme erreichen Culvert auf %1, mit SOCKS oder HTTP.</translation>
    </message>
    <message>
        <source>For your programs</source>
        <translation>Für Programme</translation>
    </message>
    <message>
        <source>Paste this into a terminal, and what you start in it goes through Culvert:</source>
        <translation>Nach dem Einfügen in ein Terminal geht alles, was dort gestartet wird, über Culvert:</translation>
    </message>
    <message>
        <source>&amp;Copy for terminal</source>
        <translation>Für Terminal &amp;kopieren</translation>
    </message>
    <message>
        <source>Copy for terminal</source>
        <translation>Für Terminal kopieren</translation>
    </message>
    <message>
        <source>Copy the address</source>
        <translation>Adresse kopieren</translation>
    </message>
    <message>
        <source>&amp;Use it now</source>
        <translation>&amp;Jetzt verwenden</translation>
    </message>
</context>
<context>
    <name>culvert::ui::StepGiven</name>
    <message>
        <source>The built-in proxy is being started …</source>
        <translation>Der eingebaute Proxy wird gestartet …</translation>
    </message>
    <message>
        <source>Built-in proxy</source>
        <translation>Eingebauter Proxy</translation>
    </message>
    <message>
        <source>Welcome to Culvert</source>
        <translation>Willkommen bei Culvert</translation>
    </message>
    <message>
        <source>A new profile</source>
        <translation>Ein neues Profil</translation>
    </message>
    <message>
        <source>&amp;Next</source>
        <translation>&amp;Weiter</translation>
    </message>
    <message>
        <source>Culvert carries the connections of your programs through a proxy. Paste what whoever runs the proxy gave you.</source>
        <translation>Culvert leitet die Verbindungen von Programmen über einen Proxy. Fügen Sie ein, was Sie vom Betreiber des Proxys bekommen haben.</translation>
    </message>
    <message>
        <source>Paste what whoever runs the proxy gave you.</source>
        <translation>Fügen Sie ein, was Sie vom Betreiber des Proxys bekommen haben.</translation>
    </message>
    <message>
        <source>What you were &amp;given</source>
        <translation>Erhaltene &amp;Angaben</translation>
    </message>
    <message>
        <source>It is kept in the keychain, and not shown again. Without it you are asked for it each time that Culvert is started.</source>
        <translation>Kommt in den Schlüsselbund und wird nicht wieder angezeigt. Bleibt das Feld leer, fragt Culvert bei jedem Start danach.</translation>
    </message>
    <message>
        <source>T&amp;oken</source>
        <translation>To&amp;ken</translation>
    </message>
    <message>
        <source>Passw&amp;ord of %1</source>
        <translation>&amp;Passwort von %1</translation>
    </message>
    <message>
        <source>N&amp;ame of the profile</source>
        <translation>&amp;Name des Profils</translation>
    </message>
    <message>
        <source>No proxy yet?</source>
        <translation>Noch kein Proxy?</translation>
    </message>
    <message>
        <source>Culvert can start a proxy of its own on this computer, to see how all of it works. It hides nothing: connections leave from this computer as they do now.</source>
        <translation>Culvert kann auf diesem Rechner einen eigenen Proxy starten, um zu zeigen, wie alles funktioniert. Er verbirgt nichts: Verbindungen gehen von diesem Rechner aus, so wie jetzt auch.</translation>
    </message>
    <message>
        <source>T&amp;ry it with the built-in proxy</source>
        <translation>Mit dem eingebauten Proxy ausp&amp;robieren</translation>
    </message>
</context>
<context>
    <name>culvert::ui::StepTest</name>
    <message>
        <source>The proxy wants to know who you are.</source>
        <translation>Der Proxy verlangt eine Anmeldung.</translation>
    </message>
    <message>
        <source>Does it work?</source>
        <translation>Funktioniert es?</translation>
    </message>
    <message>
        <source>&amp;Next</source>
        <translation>&amp;Weiter</translation>
    </message>
    <message>
        <source>Use it any&amp;way</source>
        <translation>Trotz&amp;dem verwenden</translation>
    </message>
    <message>
        <source>One connection is opened through %1, to see whether it can be.</source>
        <translation>Über %1 wird eine Verbindung geöffnet, um zu sehen, ob das möglich ist.</translation>
    </message>
    <message>
        <source>Sign-in</source>
        <translation>Anmeldung</translation>
    </message>
    <message>
        <source>&amp;User name</source>
        <translation>Benutzerna&amp;me</translation>
    </message>
    <message>
        <source>T&amp;oken</source>
        <translation>T&amp;oken</translation>
    </message>
    <message>
        <source>Passw&amp;ord</source>
        <translation>Passw&amp;ort</translation>
    </message>
    <message>
        <source>It is kept in the keychain, and not shown again.</source>
        <translation>Kommt in den Schlüsselbund und wird nicht wieder angezeigt.</translation>
    </message>
    <message>
        <source>Test a&amp;gain</source>
        <translation>&amp;Noch einmal testen</translation>
    </message>
</context>
<context>
    <name>culvert::ui::Steps</name>
    <message>
        <source>Looks up %1</source>
        <translation>Löst den Namen %1 auf</translation>
    </message>
    <message numerus="yes">
        <source>Found %n address(es)</source>
        <translation>
            <numerusform>%n Adresse gefunden</numerusform>
            <numerusform>%n Adressen gefunden</numerusform>
        </translation>
    </message>
    <message>
        <source>Connects to %1</source>
        <translation>Verbindet sich mit %1</translation>
    </message>
    <message>
        <source>Connected to %1</source>
        <translation>Verbunden mit %1</translation>
    </message>
    <message>
        <source>TLS handshake begins</source>
        <translation>TLS-Handshake beginnt</translation>
    </message>
    <message>
        <source>TLS is ready: %1</source>
        <translation>TLS ist bereit: %1</translation>
    </message>
    <message>
        <source>Connects to %1 by QUIC</source>
        <translation>Verbindet sich über QUIC mit %1</translation>
    </message>
    <message>
        <source>QUIC is ready: %1</source>
        <translation>QUIC ist bereit: %1</translation>
    </message>
    <message>
        <source>QUIC failed, TCP goes on: %1</source>
        <translation>QUIC fehlgeschlagen, weiter mit TCP: %1</translation>
    </message>
    <message>
        <source>%1 is ready for requests</source>
        <translation>%1 ist bereit für Anfragen</translation>
    </message>
    <message>
        <source>No connection to the proxy: %1</source>
        <translation>Keine Verbindung zum Proxy: %1</translation>
    </message>
    <message>
        <source>The connection to the proxy ended: %1</source>
        <translation>Verbindung zum Proxy beendet: %1</translation>
    </message>
    <message>
        <source>An application wants to go to %1</source>
        <translation>Eine Anwendung will zu %1</translation>
    </message>
    <message>
        <source>Decided: %1</source>
        <translation>Entschieden: %1</translation>
    </message>
    <message>
        <source>Waits for a connection to the proxy</source>
        <translation>Wartet auf eine Verbindung zum Proxy</translation>
    </message>
    <message>
        <source>Request sent (%1)</source>
        <translation>Anfrage gesendet (%1)</translation>
    </message>
    <message>
        <source>The proxy has the request</source>
        <translation>Der Proxy hat die Anfrage</translation>
    </message>
    <message>
        <source>The proxy answered %1</source>
        <comment>a status of HTTP</comment>
        <translation>Der Proxy hat mit %1 geantwortet</translation>
    </message>
    <message>
        <source>Asks once more: %1</source>
        <translation>Fragt noch einmal an: %1</translation>
    </message>
    <message>
        <source>%1 cannot be reached, asks the next proxy</source>
        <translation>%1 ist nicht erreichbar, fragt beim nächsten Proxy an</translation>
    </message>
    <message>
        <source>Open in both directions</source>
        <translation>In beide Richtungen offen</translation>
    </message>
    <message>
        <source>The application sends no more</source>
        <translation>Die Anwendung sendet nichts mehr</translation>
    </message>
    <message>
        <source>The destination sends no more</source>
        <translation>Das Ziel sendet nichts mehr</translation>
    </message>
    <message>
        <source>Over: %1</source>
        <translation>Beendet: %1</translation>
    </message>
    <message>
        <source>Failed: %1</source>
        <translation>Fehlgeschlagen: %1</translation>
    </message>
    <message>
        <source>direct</source>
        <translation>direkt</translation>
    </message>
    <message>
        <source>block</source>
        <translation>sperren</translation>
    </message>
    <message>
        <source>tunnel</source>
        <translation>Tunnel</translation>
    </message>
    <message>
        <source>tunnel through %1</source>
        <translation>Tunnel über %1</translation>
    </message>
    <message>
        <source>Rule %1: everything → %2</source>
        <translation>Regel %1: alles → %2</translation>
    </message>
    <message>
        <source>Rule %1: %2 → %3</source>
        <translation>Regel %1: %2 → %3</translation>
    </message>
    <message>
        <source>No rule matches → %1</source>
        <translation>Keine Regel passt → %1</translation>
    </message>
    <message>
        <source>The forward&apos;s or listener&apos;s own profile → tunnel through %1</source>
        <translation>Eigenes Profil der Weiterleitung oder des Eingangs → Tunnel über %1</translation>
    </message>
</context>
<context>
    <name>culvert::ui::StepsLine</name>
    <message>
        <source>Step %1 of %2: %3</source>
        <translation>Schritt %1 von %2: %3</translation>
    </message>
</context>
<context>
    <name>culvert::ui::TestPanel</name>
    <message>
        <source>Check the sign-in</source>
        <translation>Anmeldung prüfen</translation>
    </message>
    <message>
        <source>Check the certificate authority</source>
        <translation>Zertifizierungsstelle prüfen</translation>
    </message>
    <message>
        <source>Check the proxy</source>
        <translation>Proxy prüfen</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>S&amp;toppen</translation>
    </message>
    <message>
        <source>&amp;Test</source>
        <translation>&amp;Testen</translation>
    </message>
    <message>
        <source>It works: a connection to %1 was open after %2, over %3.</source>
        <translation>Es funktioniert: Eine Verbindung zu %1 war nach %2 offen, über %3.</translation>
    </message>
    <message>
        <source>It works: a connection to %1 was open after %2.</source>
        <translation>Es funktioniert: Eine Verbindung zu %1 war nach %2 offen.</translation>
    </message>
    <message>
        <source>D&amp;estination of the test</source>
        <translation>&amp;Ziel des Tests</translation>
    </message>
    <message>
        <source>A connection is opened to it through the proxy, and closed again. Nothing is sent.</source>
        <translation>Eine Verbindung dorthin wird über den Proxy geöffnet und wieder geschlossen. Gesendet wird nichts.</translation>
    </message>
    <message>
        <source>The test is running</source>
        <translation>Der Test läuft</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ThroughputChart</name>
    <message>
        <source>Nothing is known yet.</source>
        <translation>Noch ist nichts bekannt.</translation>
    </message>
    <message>
        <source>Down %1, up %2. The most in the last five minutes: down %3, up %4.</source>
        <translation>Empfangen %1, gesendet %2. Höchstwerte der letzten fünf Minuten: empfangen %3, gesendet %4.</translation>
    </message>
    <message>
        <source>%1, on average</source>
        <translation>%1, im Durchschnitt</translation>
    </message>
    <message>
        <source>Down %1</source>
        <translation>Empfangen %1</translation>
    </message>
    <message>
        <source>Up %1</source>
        <translation>Gesendet %1</translation>
    </message>
    <message>
        <source>Throughput of the last five minutes</source>
        <translation>Durchsatz der letzten fünf Minuten</translation>
    </message>
    <message>
        <source>0</source>
        <translation>0</translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>%1 min</source>
        <comment>of an axis, how long ago</comment>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>Nothing went through in the last five minutes</source>
        <translation>In den letzten fünf Minuten ging nichts hindurch</translation>
    </message>
</context>
<context>
    <name>culvert::ui::TraceExport</name>
    <message>
        <source>Save the trace</source>
        <translation>Ablauf speichern</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <source>Comma-separated values (*.csv)</source>
        <translation>Kommagetrennte Werte (*.csv)</translation>
    </message>
</context>
<context>
    <name>culvert::ui::TraceModel</name>
    <message numerus="yes">
        <source>%n steps were left out here: they came quicker than they can be read.</source>
        <translation>
            <numerusform>%n Schritt wurde hier ausgelassen: Die Schritte kamen schneller, als sie sich lesen lassen.</numerusform>
            <numerusform>%n Schritte wurden hier ausgelassen: Sie kamen schneller, als sie sich lesen lassen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Number of the connection to the proxy, which carries connections of applications.</source>
        <translation>Nummer der Verbindung zum Proxy, auf der Verbindungen von Anwendungen laufen.</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>Sekunden</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>To proxy</source>
        <translation>Zum Proxy</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Was geschah</translation>
    </message>
</context>
<context>
    <name>culvert::ui::TracePage</name>
    <message>
        <source>The trace was saved to %1.</source>
        <translation>Der Ablauf wurde in %1 gespeichert.</translation>
    </message>
    <message>
        <source>The trace could not be saved to %1.</source>
        <translation>Der Ablauf konnte nicht in %1 gespeichert werden.</translation>
    </message>
    <message>
        <source>Save to another place</source>
        <translation>An anderem Ort speichern</translation>
    </message>
    <message>
        <source>Filter, in words of a step or a number</source>
        <translation>Nach Wörtern eines Schritts oder einer Nummer filtern</translation>
    </message>
    <message>
        <source>Filter of the trace</source>
        <translation>Filter für den Ablauf</translation>
    </message>
    <message>
        <source>F&amp;ollow</source>
        <translation>&amp;Folgen</translation>
    </message>
    <message>
        <source>Keep the newest step in view</source>
        <translation>Den neuesten Schritt im Blick behalten</translation>
    </message>
    <message>
        <source>Clea&amp;r</source>
        <translation>&amp;Leeren</translation>
    </message>
    <message>
        <source>Empty the table; new steps go on coming</source>
        <translation>Tabelle leeren; neue Schritte kommen weiter hinzu</translation>
    </message>
    <message>
        <source>&amp;Export</source>
        <translation>E&amp;xportieren</translation>
    </message>
    <message>
        <source>Save all steps that are still known, whatever is shown</source>
        <translation>Alle noch bekannten Schritte speichern, auch die nicht angezeigten</translation>
    </message>
    <message>
        <source>As &amp;JSON…</source>
        <translation>Als &amp;JSON …</translation>
    </message>
    <message>
        <source>As &amp;comma-separated values…</source>
        <translation>Als &amp;kommagetrennte Werte …</translation>
    </message>
    <message>
        <source>Cop&amp;y rows</source>
        <translation>Zeilen &amp;kopieren</translation>
    </message>
    <message>
        <source>Trace</source>
        <translation>Ablauf</translation>
    </message>
    <message>
        <source>Only connection %1</source>
        <translation>Nur Verbindung %1</translation>
    </message>
    <message>
        <source>Show the steps of all connections again</source>
        <translation>Wieder die Schritte aller Verbindungen zeigen</translation>
    </message>
    <message>
        <source>&amp;Go on</source>
        <translation>&amp;Weiter</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Pause</translation>
    </message>
    <message>
        <source>Let new steps come again</source>
        <translation>Neue Schritte wieder anzeigen</translation>
    </message>
    <message>
        <source>Let no new steps come</source>
        <translation>Keine neuen Schritte anzeigen</translation>
    </message>
    <message numerus="yes">
        <source>%n steps</source>
        <translation>
            <numerusform>%n Schritt</numerusform>
            <numerusform>%n Schritte</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 steps</source>
        <translation>%1 von %2 Schritten</translation>
    </message>
    <message>
        <source>Paused: new steps do not come.</source>
        <translation>Pause: Neue Schritte kommen nicht hinzu.</translation>
    </message>
    <message numerus="yes">
        <source>%n older steps were left out, since no more are kept here.</source>
        <translation>
            <numerusform>%n älterer Schritt wurde ausgelassen: Mehr Schritte werden hier nicht aufbewahrt.</numerusform>
            <numerusform>%n ältere Schritte wurden ausgelassen: Mehr Schritte werden hier nicht aufbewahrt.</numerusform>
        </translation>
    </message>
    <message>
        <source>Each step of each connection is shown here as it happens: looking up a name, reaching the proxy, asking it, and how it ends.</source>
        <translation>Hier erscheint jeder Schritt jeder Verbindung, sobald er geschieht: wie ein Name aufgelöst, der Proxy erreicht und gefragt wird und wie es endet.</translation>
    </message>
    <message>
        <source>No step has all of these words.</source>
        <translation>Kein Schritt enthält alle diese Wörter.</translation>
    </message>
    <message>
        <source>Nothing has happened yet</source>
        <translation>Noch ist nichts geschehen</translation>
    </message>
    <message>
        <source>Turn on</source>
        <translation>Einschalten</translation>
    </message>
</context>
<context>
    <name>culvert::ui::TrafficCard</name>
    <message>
        <source>Throughput</source>
        <translation>Durchsatz</translation>
    </message>
    <message>
        <source>Down %1</source>
        <translation>Empfangen %1</translation>
    </message>
    <message>
        <source>Up %1</source>
        <translation>Gesendet %1</translation>
    </message>
    <message>
        <source>%1 down, %2 up since the start</source>
        <translation>%1 empfangen, %2 gesendet seit dem Start</translation>
    </message>
</context>
<context>
    <name>culvert::ui::Tray</name>
    <message>
        <source>Culvert: %1</source>
        <comment>tool tip of the tray&apos;s icon; %1 is the state, a sentence</comment>
        <translation>Culvert: %1</translation>
    </message>
</context>
<context>
    <name>culvert::ui::TrayMenu</name>
    <message>
        <source>Turn off</source>
        <translation>Ausschalten</translation>
    </message>
    <message>
        <source>Turn on</source>
        <translation>Einschalten</translation>
    </message>
    <message>
        <source>Copy environment for terminal</source>
        <translation>Umgebung für Terminal kopieren</translation>
    </message>
    <message>
        <source>Open Culvert</source>
        <translation>Culvert öffnen</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>%1 down, %2 up</source>
        <comment>throughput</comment>
        <translation>%1 empfangen, %2 gesendet</translation>
    </message>
</context>
<context>
    <name>culvert::ui::Understood</name>
    <message>
        <source>The classic CONNECT proxy %1 at port %2.</source>
        <translation>Der klassische CONNECT-Proxy %1 auf Port %2.</translation>
    </message>
    <message>
        <source>The proxy %1 at port %2, with the usual template.</source>
        <translation>Der Proxy %1 auf Port %2, mit der üblichen Vorlage.</translation>
    </message>
    <message>
        <source>A provisioning domain: %1 can be asked which proxies it offers.</source>
        <translation>Eine Bereitstellungsdomäne: %1 kann gefragt werden, welche Proxys es dort gibt.</translation>
    </message>
    <message>
        <source>An address that begins with http:// is not protected: Culvert needs a proxy with https://.</source>
        <translation>Eine Adresse, die mit http:// beginnt, ist nicht geschützt: Culvert braucht einen Proxy mit https://.</translation>
    </message>
    <message>
        <source>This is a SOCKS proxy. Culvert needs a template, a host or a link of a connect-tcp proxy.</source>
        <translation>Das ist ein SOCKS-Proxy. Culvert braucht eine Vorlage, einen Host oder einen Link eines connect-tcp-Proxys.</translation>
    </message>
    <message>
        <source>Addresses that begin with %1:// are for other programs.</source>
        <translation>Adressen, die mit %1:// beginnen, sind für andere Programme.</translation>
    </message>
    <message>
        <source>This address is no template: {target_host} and {target_port} are missing. If the provider named nothing but a host, %1 is enough.</source>
        <translation>Diese Adresse ist keine Vorlage: {target_host} und {target_port} fehlen. Hat der Anbieter nur einen Host genannt, genügt %1.</translation>
    </message>
    <message>
        <source>A template of the proxy %1 at port %2.</source>
        <translation>Eine Vorlage des Proxys %1 auf Port %2.</translation>
    </message>
    <message>
        <source>A link of Culvert, with a profile for %1.</source>
        <translation>Ein Link von Culvert, mit einem Profil für %1.</translation>
    </message>
    <message>
        <source>A link of Culvert, with the profile “%1” for %2.</source>
        <translation>Ein Link von Culvert, mit dem Profil „%1“ für %2.</translation>
    </message>
    <message>
        <source>There is no template, host, link or provisioning domain in this text.</source>
        <translation>In diesem Text ist keine Vorlage, kein Host, kein Link und keine Bereitstellungsdomäne.</translation>
    </message>
    <message>
        <source>This is too much text: paste what names the proxy.</source>
        <translation>Das ist zu viel Text: Bitte nur einfügen, was den Proxy nennt.</translation>
    </message>
    <message>
        <source>Without a name</source>
        <translation>Ohne Namen</translation>
    </message>
</context>
<context>
    <name>culvert::ui::UndoBar</name>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Undo (%1)</source>
        <comment>keys</comment>
        <translation>Rückgängig (%1)</translation>
    </message>
</context>
<context>
    <name>culvert::ui::UpdatesGroup</name>
    <message>
        <source>Updates</source>
        <translation>Aktualisierungen</translation>
    </message>
    <message>
        <source>Look for &amp;updates</source>
        <translation>Nach Akt&amp;ualisierungen suchen</translation>
    </message>
</context>
<context>
    <name>culvert::ui::VersionsField</name>
    <message>
        <source>Prefer this version more</source>
        <translation>Diese Version stärker bevorzugen</translation>
    </message>
    <message>
        <source>Prefer this version less</source>
        <translation>Diese Version weniger bevorzugen</translation>
    </message>
</context>
</TS>
