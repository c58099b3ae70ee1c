<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Words</name>
    <message>
        <source>%1 → %2</source>
        <comment>a forward: where it listens, and where it leads</comment>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>Culvert itself listens on %1 for all applications. Choose another port.</source>
        <translation>Culvert 本身已在 %1 监听，供所有应用程序使用。请选择其他端口。</translation>
    </message>
    <message>
        <source>A forward of %1 listens on %2 already. Choose another port.</source>
        <translation>%1 的一个转发已在 %2 监听。请选择其他端口。</translation>
    </message>
</context>
<context>
    <name>config</name>
    <message>
        <source>it cannot be shown, or is longer than 256 bytes</source>
        <translation>无法显示，或超过 256 字节</translation>
    </message>
    <message>
        <source>it has 1 to 64 characters: a to z, digits and hyphens</source>
        <translation>应为 1 到 64 个字符：a 到 z、数字和连字符</translation>
    </message>
    <message>
        <source>another one has it already</source>
        <translation>已被占用</translation>
    </message>
    <message>
        <source>only a keychain and a file have a place</source>
        <translation>只有密钥环和文件才能指定位置</translation>
    </message>
    <message>
        <source>an entry of the keychain has a name</source>
        <translation>密钥环条目须有名称</translation>
    </message>
    <message>
        <source>the file of a secret is named by its whole path</source>
        <translation>凭据文件须以完整路径指定</translation>
    </message>
    <message>
        <source>there is no such profile</source>
        <translation>没有这个配置</translation>
    </message>
    <message>
        <source>there is no such application</source>
        <translation>没有这个应用程序</translation>
    </message>
    <message>
        <source>there is no such forward</source>
        <translation>没有这个转发</translation>
    </message>
    <message>
        <source>a program is named by its whole path</source>
        <translation>程序须以完整路径指定</translation>
    </message>
    <message>
        <source>%1 listens on %2 already</source>
        <translation>%1 已在 %2 监听</translation>
    </message>
    <message>
        <source>the user name is empty</source>
        <translation>用户名为空</translation>
    </message>
    <message>
        <source>the user name must not contain &apos;:&apos;</source>
        <translation>用户名不能包含“:”</translation>
    </message>
    <message>
        <source>control characters are not allowed</source>
        <translation>不允许使用控制字符</translation>
    </message>
    <message>
        <source>the password was not read from where it is</source>
        <translation>未能从存放位置读取密码</translation>
    </message>
    <message>
        <source>the token was not read from where it is</source>
        <translation>未能从存放位置读取令牌</translation>
    </message>
    <message>
        <source>the token has characters that no token has, or is empty</source>
        <translation>令牌含有无效字符，或为空</translation>
    </message>
    <message>
        <source>the name of the key has 1 to 255 characters</source>
        <translation>密钥名称应为 1 到 255 个字符</translation>
    </message>
    <message>
        <source>the file of the private key is missing</source>
        <translation>缺少私钥文件</translation>
    </message>
    <message>
        <source>there are more than 16</source>
        <translation>不能超过 16 个</translation>
    </message>
    <message>
        <source>it is cubic or bbr</source>
        <translation>应为 cubic 或 bbr</translation>
    </message>
    <message>
        <source>at least one version of HTTP is needed</source>
        <translation>至少需要一个 HTTP 版本</translation>
    </message>
    <message>
        <source>a certificate and its key go together</source>
        <translation>证书和密钥须同时指定</translation>
    </message>
    <message>
        <source>a classic CONNECT proxy knows nobody by a key</source>
        <translation>传统 CONNECT 代理不支持用密钥登录</translation>
    </message>
    <message>
        <source>versions of HTTP are 3, 2 and 1.1, with commas between them</source>
        <translation>HTTP 版本可为 3、2 和 1.1，以逗号分隔</translation>
    </message>
    <message>
        <source>a version of HTTP is named twice</source>
        <translation>同一 HTTP 版本出现了两次</translation>
    </message>
    <message>
        <source>the protocol revision must be one of: auto, %1or TOKEN,DATA,FINAL_DATA</source>
        <translation>协议修订版必须为以下之一：auto, %1或 TOKEN,DATA,FINAL_DATA</translation>
    </message>
    <message>
        <source>the upgrade token has letters, digits and - only</source>
        <translation>升级令牌只能包含字母、数字和 -</translation>
    </message>
    <message>
        <source>DATA and FINAL_DATA are two different capsule types, such as 0x2028d7f2 and 0x2028d7f3</source>
        <translation>DATA 和 FINAL_DATA 须为两个不同的胶囊类型，例如 0x2028d7f2 和 0x2028d7f3</translation>
    </message>
    <message>
        <source>a proxy is missing: a template or host[:port]</source>
        <translation>缺少代理：请填写模板或 host[:port]</translation>
    </message>
    <message>
        <source>a classic CONNECT proxy is HOST[:PORT] or https://HOST[:PORT], without path or template</source>
        <translation>传统 CONNECT 代理的格式为 HOST[:PORT] 或 https://HOST[:PORT]，不含路径或模板</translation>
    </message>
    <message>
        <source>this is a provisioning domain: choose one of the templates that it offers (culvert-cli proxies)</source>
        <translation>这是配置域(PvD)：请选择它提供的一个模板 (culvert-cli proxies)</translation>
    </message>
    <message>
        <source>&apos;%&apos; must be followed by two hexadecimal digits</source>
        <translation>“%”之后必须是两位十六进制数字</translation>
    </message>
    <message>
        <source>a template has at most 4096 characters</source>
        <translation>模板最多 4096 个字符</translation>
    </message>
    <message>
        <source>a template has only visible ASCII characters</source>
        <translation>模板只能包含可见的 ASCII 字符</translation>
    </message>
    <message>
        <source>a template begins with https://</source>
        <translation>模板须以 https:// 开头</translation>
    </message>
    <message>
        <source>the scheme must be https</source>
        <translation>协议必须为 https</translation>
    </message>
    <message>
        <source>the host is missing</source>
        <translation>缺少主机</translation>
    </message>
    <message>
        <source>variables stand in the path or the query only</source>
        <translation>变量只能出现在路径或查询中</translation>
    </message>
    <message>
        <source>a user name has no place in a template</source>
        <translation>模板中不能包含用户名</translation>
    </message>
    <message>
        <source>an IPv6 address stands in brackets</source>
        <translation>IPv6 地址须写在方括号中</translation>
    </message>
    <message>
        <source>a path that starts with / is missing</source>
        <translation>缺少以 / 开头的路径</translation>
    </message>
    <message>
        <source>a path starts with /</source>
        <translation>路径须以 / 开头</translation>
    </message>
    <message>
        <source>behind a variable comes a character that no value has, such as &apos;/&apos;</source>
        <translation>变量之后须为值中不会出现的字符，例如“/”</translation>
    </message>
    <message>
        <source>a template has no fragment</source>
        <translation>模板不能包含片段</translation>
    </message>
    <message>
        <source>&apos;}&apos; without &apos;{&apos;</source>
        <translation>有“}”而没有“{”</translation>
    </message>
    <message>
        <source>&apos;{&apos; without &apos;}&apos;</source>
        <translation>有“{”而没有“}”</translation>
    </message>
    <message>
        <source>this character must be percent-encoded</source>
        <translation>此字符必须使用百分号编码</translation>
    </message>
    <message>
        <source>too many variables</source>
        <translation>变量过多</translation>
    </message>
    <message>
        <source>the variable %1 is missing</source>
        <translation>缺少变量 %1</translation>
    </message>
    <message>
        <source>the operator &apos;%1&apos; is not allowed</source>
        <translation>不允许使用运算符“%1”</translation>
    </message>
    <message>
        <source>the modifiers &apos;:&apos; and &apos;*&apos; are not allowed</source>
        <translation>不允许使用修饰符“:”和“*”</translation>
    </message>
    <message>
        <source>this is no variable name</source>
        <translation>这不是变量名</translation>
    </message>
    <message>
        <source>%1 (at character %2)</source>
        <translation>%1（第 %2 个字符处）</translation>
    </message>
    <message>
        <source>the host is empty</source>
        <translation>主机为空</translation>
    </message>
    <message>
        <source>the host name is longer than 253 characters</source>
        <translation>主机名超过 253 个字符</translation>
    </message>
    <message>
        <source>the host name has an empty part</source>
        <translation>主机名中有空的部分</translation>
    </message>
    <message>
        <source>a part of the host name is longer than 63 characters</source>
        <translation>主机名的某一部分超过 63 个字符</translation>
    </message>
    <message>
        <source>the host name must not contain a NUL</source>
        <translation>主机名不能包含 NUL</translation>
    </message>
    <message>
        <source>the host name must not contain &apos;%1&apos;</source>
        <translation>主机名不能包含“%1”</translation>
    </message>
    <message>
        <source>a part of the host name begins or ends with &apos;-&apos;</source>
        <translation>主机名的某一部分以“-”开头或结尾</translation>
    </message>
    <message>
        <source>this is no valid IPv6 address</source>
        <translation>这不是有效的 IPv6 地址</translation>
    </message>
    <message>
        <source>this is no valid IPv4 address</source>
        <translation>这不是有效的 IPv4 地址</translation>
    </message>
    <message>
        <source>the port must be a number from 1 to 65535</source>
        <translation>端口必须是 1 到 65535 之间的数字</translation>
    </message>
    <message>
        <source>the port must be a number from 0 to 65535</source>
        <translation>端口必须是 0 到 65535 之间的数字</translation>
    </message>
    <message>
        <source>the &apos;]&apos; of the IPv6 address is missing</source>
        <translation>IPv6 地址缺少“]”</translation>
    </message>
    <message>
        <source>after &apos;]&apos; comes &apos;:&apos; and the port</source>
        <translation>“]”之后应为“:”和端口</translation>
    </message>
    <message>
        <source>only an IPv6 address stands in brackets</source>
        <translation>只有 IPv6 地址才写在方括号中</translation>
    </message>
    <message>
        <source>an IPv6 address with a port stands in brackets</source>
        <translation>带端口的 IPv6 地址须写在方括号中</translation>
    </message>
    <message>
        <source>an IPv6 address with a port stands in brackets: [::1]:1080</source>
        <translation>带端口的 IPv6 地址须写在方括号中：[::1]:1080</translation>
    </message>
    <message>
        <source>the port is missing</source>
        <translation>缺少端口</translation>
    </message>
    <message>
        <source>a socket&apos;s path begins with / and has 103 characters at most</source>
        <translation>套接字路径须以 / 开头，最多 103 个字符</translation>
    </message>
    <message>
        <source>this is no IP address to listen on</source>
        <translation>这不是可监听的 IP 地址</translation>
    </message>
    <message>
        <source>an address that other computers can reach needs a user name and a password</source>
        <translation>其他计算机能访问的地址须设置用户名和密码</translation>
    </message>
    <message>
        <source>user name and password have 1 to 255 characters each</source>
        <translation>用户名和密码各为 1 到 255 个字符</translation>
    </message>
    <message>
        <source>it is the name of an icon, or a path</source>
        <translation>应为图标名称或路径</translation>
    </message>
    <message>
        <source>it begins with a program</source>
        <translation>须以程序开头</translation>
    </message>
    <message>
        <source>without a program nothing could use the forwards</source>
        <translation>没有程序，就无法使用这些转发</translation>
    </message>
    <message>
        <source>a forward listens on this computer only (localhost or a path)</source>
        <translation>转发只能在本机监听（localhost 或路径）</translation>
    </message>
    <message>
        <source>a forward is LISTEN=HOST:PORT</source>
        <translation>转发的格式为 LISTEN=HOST:PORT</translation>
    </message>
    <message>
        <source>this is no domain (corp.example, *.corp.example)</source>
        <translation>这不是域名 (corp.example, *.corp.example)</translation>
    </message>
    <message>
        <source>this is no network (10.0.0.0/8, 2001:db8::/32)</source>
        <translation>这不是网段 (10.0.0.0/8, 2001:db8::/32)</translation>
    </message>
    <message>
        <source>this is no port and no range of ports (443, 8000-8999)</source>
        <translation>这不是端口或端口范围 (443, 8000-8999)</translation>
    </message>
    <message>
        <source>only a rule that tunnels goes through a profile</source>
        <translation>只有隧道规则才能指定配置</translation>
    </message>
    <message>
        <source>this is missing</source>
        <translation>缺少此项</translation>
    </message>
    <message>
        <source>this has to be a text</source>
        <translation>此项必须是文本</translation>
    </message>
    <message>
        <source>this has to be a list</source>
        <translation>此项必须是列表</translation>
    </message>
    <message>
        <source>this has to be a list of texts</source>
        <translation>此项必须是文本列表</translation>
    </message>
    <message>
        <source>this has to be an object</source>
        <translation>此项必须是对象</translation>
    </message>
    <message>
        <source>this has to be true or false</source>
        <translation>此项必须为 true 或 false</translation>
    </message>
    <message>
        <source>this has to be a number from %1 to %2</source>
        <translation>此项必须是 %1 到 %2 之间的数字</translation>
    </message>
    <message>
        <source>this has to be one of %1</source>
        <translation>此项必须为以下之一：%1</translation>
    </message>
    <message>
        <source>it goes together with &quot;user&quot;</source>
        <translation>须与“user”一同指定</translation>
    </message>
    <message>
        <source>this is no language tag (de, pt-BR)</source>
        <translation>这不是语言标签 (de, pt-BR)</translation>
    </message>
    <message>
        <source>this has to be a JSON object</source>
        <translation>此项必须是 JSON 对象</translation>
    </message>
    <message>
        <source>this has to be the number of a schema</source>
        <translation>此项必须是架构版本号</translation>
    </message>
    <message>
        <source>a text is no UTF-8 and cannot be saved</source>
        <translation>文本不是 UTF-8 编码，无法保存</translation>
    </message>
    <message>
        <source>there is no keychain here</source>
        <translation>没有可用的密钥环</translation>
    </message>
    <message>
        <source>files are not read for it here</source>
        <translation>此处不从文件读取</translation>
    </message>
    <message>
        <source>nobody can be asked for it here</source>
        <translation>此处无法询问用户</translation>
    </message>
    <message>
        <source>it was not given</source>
        <translation>未提供</translation>
    </message>
    <message>
        <source>it is empty</source>
        <translation>为空</translation>
    </message>
    <message>
        <source>others do not choose files of this computer</source>
        <translation>他人不能指定本机上的文件</translation>
    </message>
    <message>
        <source>whoever uses it decides whether requests may be made twice</source>
        <translation>是否允许重复发送请求，由使用者自行决定</translation>
    </message>
    <message>
        <source>this is not taken from others</source>
        <translation>此项不接受他人指定的值</translation>
    </message>
    <message>
        <source>a profile has to be an object</source>
        <translation>配置必须是对象</translation>
    </message>
    <message>
        <source>this is longer than any link of Culvert</source>
        <translation>超出 Culvert 链接的最大长度</translation>
    </message>
    <message>
        <source>this is no link of Culvert (culvert://profile/…)</source>
        <translation>这不是 Culvert 链接 (culvert://profile/…)</translation>
    </message>
    <message>
        <source>the link is not whole, or was changed on its way</source>
        <translation>链接不完整，或在传递途中被改动</translation>
    </message>
    <message>
        <source>a newer Culvert made this link</source>
        <translation>此链接由更新版本的 Culvert 创建</translation>
    </message>
    <message>
        <source>this is too much for a link; a file holds it</source>
        <translation>内容过多，无法放入链接；请改用文件</translation>
    </message>
    <message>
        <source>this is no file of profiles</source>
        <translation>这不是 Culvert 的配置文件</translation>
    </message>
    <message>
        <source>a file has at most 256 profiles</source>
        <translation>一个文件最多包含 256 个配置</translation>
    </message>
    <message>
        <source>these are too many for a file</source>
        <translation>数量过多，一个文件放不下</translation>
    </message>
    <message>
        <source>this is no secret</source>
        <translation>这不是有效的凭据</translation>
    </message>
    <message>
        <source>it has characters that are not shown</source>
        <translation>含有无法显示的字符</translation>
    </message>
    <message>
        <source>a pin is sha256/ and a hash in base64</source>
        <translation>公钥固定的格式为 sha256/ 加 base64 编码的哈希值</translation>
    </message>
    <message>
        <source>comes along</source>
        <translation>一并附带</translation>
    </message>
    <message>
        <source>nothing runs</source>
        <translation>未在运行</translation>
    </message>
    <message>
        <source>no profile is in use</source>
        <translation>没有正在使用的配置</translation>
    </message>
    <message>
        <source>the profile %1 does not run</source>
        <translation>配置 %1 未在运行</translation>
    </message>
    <message>
        <source>the profile has no proxy</source>
        <translation>此配置没有代理</translation>
    </message>
    <message>
        <source>there is too much to do at once</source>
        <translation>同时处理的事项过多</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>field, what is wrong with it</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>a newer Culvert wrote this (schema %1; this one knows %2)</source>
        <translation>此文件由更新版本的 Culvert 写入（架构版本 %1；当前程序支持 %2）</translation>
    </message>
    <message>
        <source>a secret has no place in this file: it is not used, and left out when the file is saved</source>
        <translation>此文件中不应有凭据：它不会被使用，保存文件时将被去除</translation>
    </message>
</context>
<context>
    <name>culvert::desktop::Autostart</name>
    <message>
        <source>The entry %1 could not be removed: %2.</source>
        <translation>无法移除条目 %1：%2。</translation>
    </message>
    <message>
        <source>The entry %1 could not be written: %2.</source>
        <translation>无法写入条目 %1：%2。</translation>
    </message>
    <message>
        <source>Windows did not let Culvert change what starts at login.</source>
        <translation>Windows 不允许 Culvert 更改登录时启动的程序。</translation>
    </message>
</context>
<context>
    <name>culvert::desktop::Program</name>
    <message>
        <source>Another Culvert runs without a window: culvert-cli speaks with that one, and both may want the same ports.</source>
        <translation>另一个 Culvert 正在无窗口运行：culvert-cli 与它通信，两者可能需要相同的端口。</translation>
    </message>
    <message>
        <source>culvert-cli cannot speak with this program.</source>
        <translation>culvert-cli 无法与本程序通信。</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>The built-in proxy could not be started.</source>
        <translation>无法启动内置代理。</translation>
    </message>
</context>
<context>
    <name>culvert::desktop::ProgramAccess</name>
    <message>
        <source>Programs cannot be led to %1.</source>
        <translation>无法将程序引导至 %1。</translation>
    </message>
    <message>
        <source>%1 could not be started: there is no such program.</source>
        <translation>无法启动 %1：没有这个程序。</translation>
    </message>
    <message>
        <source>%1 could not be started: it may not be run.</source>
        <translation>无法启动 %1：没有运行权限。</translation>
    </message>
    <message>
        <source>There is no command to start.</source>
        <translation>没有可启动的命令。</translation>
    </message>
    <message>
        <source>%1 could not be started: %2</source>
        <translation>无法启动 %1：%2</translation>
    </message>
</context>
<context>
    <name>culvert::desktop::SystemProxyWords</name>
    <message>
        <source>A setting of the desktop may not be changed on this computer.</source>
        <translation>此计算机不允许更改桌面的某项设置。</translation>
    </message>
    <message>
        <source>A program that is needed for it is not installed.</source>
        <translation>所需的程序未安装。</translation>
    </message>
    <message>
        <source>The settings of the desktop do not answer.</source>
        <translation>桌面设置没有响应。</translation>
    </message>
    <message>
        <source>Another Culvert is changing it right now.</source>
        <translation>另一个 Culvert 正在更改它。</translation>
    </message>
    <message>
        <source>The proxy that is set has a password, which could not be set back afterwards.</source>
        <translation>当前设置的代理带有密码，之后将无法还原。</translation>
    </message>
    <message>
        <source>The system proxy could not be set back to what it was before.</source>
        <translation>无法将系统代理还原为之前的设置。</translation>
    </message>
    <message>
        <source>The system proxy could not be changed.</source>
        <translation>无法更改系统代理。</translation>
    </message>
    <message>
        <source>This desktop has no proxy setting that Culvert knows. The lines for a terminal, on the overview, lead programs through Culvert instead.</source>
        <translation>此桌面没有 Culvert 支持的代理设置。请改用概览中的终端命令，让程序通过 Culvert 连接。</translation>
    </message>
    <message>
        <source>Somebody else has changed the system proxy meanwhile, so it is left as it is.</source>
        <translation>系统代理已被他人更改，因此保持原样。</translation>
    </message>
    <message>
        <source>Another Culvert has set the system proxy and still runs, so it is left as it is.</source>
        <translation>另一个 Culvert 已设置系统代理且仍在运行，因此保持原样。</translation>
    </message>
    <message>
        <source>What the system proxy was before cannot be told any more, so nothing was set back. Look at the proxy in the settings of the desktop.</source>
        <translation>已无法得知系统代理之前的设置，因此没有还原任何内容。请在桌面设置中检查代理。</translation>
    </message>
</context>
<context>
    <name>culvert::desktop::ThisComputer</name>
    <message>
        <source>The system proxy stays as it is, since a port asks programs for a password: desktops have none to give.</source>
        <translation>系统代理保持原样：有端口要求程序提供密码，而桌面无法提供。</translation>
    </message>
    <message>
        <source>The built-in proxy could not be started: %1</source>
        <translation>无法启动内置代理：%1</translation>
    </message>
    <message>
        <source>The file %1 could not be written: %2</source>
        <translation>无法写入文件 %1：%2</translation>
    </message>
    <message>
        <source>Culvert is one of this system&apos;s packages, and kept up to date with them.</source>
        <translation>Culvert 是本系统的软件包，随系统一同更新。</translation>
    </message>
    <message>
        <source>This Culvert was built from its sources. It does not look for newer ones.</source>
        <translation>此 Culvert 由源代码构建，不会检查更新。</translation>
    </message>
</context>
<context>
    <name>culvert::ui::AboutGroup</name>
    <message>
        <source>About</source>
        <translation>关于</translation>
    </message>
    <message>
        <source>Culvert %1</source>
        <translation>Culvert %1</translation>
    </message>
    <message>
        <source>Free software under the Apache License 2.0. It comes without any warranty.</source>
        <translation>基于 Apache License 2.0 的自由软件，不提供任何担保。</translation>
    </message>
    <message>
        <source>Libraries</source>
        <translation>程序库</translation>
    </message>
    <message>
        <source>Culvert stands on the work of others, under licences of their own.</source>
        <translation>Culvert 使用了他人的成果，它们各有自己的许可证。</translation>
    </message>
    <message>
        <source>Show them</source>
        <translation>查看</translation>
    </message>
</context>
<context>
    <name>culvert::ui::AdvancedFields</name>
    <message>
        <source>A file is named by its whole path, from the top folder on.</source>
        <translation>文件须以完整路径指定，从顶层文件夹开始。</translation>
    </message>
    <message>
        <source>A pin is sha256/ and a hash in base64.</source>
        <translation>公钥固定的格式为 sha256/ 加 base64 编码的哈希值。</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Certificates and keys (*.pem *.crt *.cer *.key);;All files (*)</source>
        <translation>证书和密钥 (*.pem *.crt *.cer *.key);;所有文件 (*)</translation>
    </message>
    <message>
        <source>&amp;HTTP versions, the preferred one first</source>
        <translation>HTTP 版本，首选的在前(&amp;H)</translation>
    </message>
    <message>
        <source>HTTP/3 runs over UDP and copes best with changing networks; some networks block it, and then the next one is used.</source>
        <translation>HTTP/3 使用 UDP，最能适应网络变化；有些网络会阻止它，此时使用下一个版本。</translation>
    </message>
    <message>
        <source>&amp;More proxies, one a line</source>
        <translation>更多代理，每行一个(&amp;M)</translation>
    </message>
    <message>
        <source>They are tried in this order, with the same sign-in, when the first cannot be reached.</source>
        <translation>无法连接第一个代理时，按此顺序以相同的登录方式尝试。</translation>
    </message>
    <message>
        <source>This is a classic CONN&amp;ECT proxy</source>
        <translation>这是传统 CONNECT 代理(&amp;E)</translation>
    </message>
    <message>
        <source>For proxies without connect-tcp: a host without a template. Nothing can be sent early then.</source>
        <translation>用于不支持 connect-tcp 的代理：只需主机，无需模板。此时无法提前发送任何内容。</translation>
    </message>
    <message>
        <source>Certificate &amp;authority</source>
        <translation>证书颁发机构(&amp;A)</translation>
    </message>
    <message>
        <source>Empty: those that this computer trusts. With a file, only its certificates count.</source>
        <translation>留空则使用本机信任的机构。指定文件后，只认可其中的证书。</translation>
    </message>
    <message>
        <source>Choose the certificate authority</source>
        <translation>选择证书颁发机构</translation>
    </message>
    <message>
        <source>P&amp;inned keys, one a line</source>
        <translation>公钥固定，每行一个(&amp;I)</translation>
    </message>
    <message>
        <source>The proxy must have one of these keys (sha256/…). When it gets a new one, you have to change this before it can be used again.</source>
        <translation>代理必须拥有其中一个密钥 (sha256/…)。代理更换密钥后，须先在此更改，才能继续使用。</translation>
    </message>
    <message>
        <source>&amp;Client certificate</source>
        <translation>客户端证书(&amp;C)</translation>
    </message>
    <message>
        <source>Shows the proxy who you are. The file holds the whole chain; it needs its key.</source>
        <translation>向代理表明您的身份。文件须包含完整的证书链，并需要对应的密钥。</translation>
    </message>
    <message>
        <source>Choose the client certificate</source>
        <translation>选择客户端证书</translation>
    </message>
    <message>
        <source>Client &amp;key</source>
        <translation>客户端密钥(&amp;K)</translation>
    </message>
    <message>
        <source>Only you should be able to read this file.</source>
        <translation>此文件应仅您可读。</translation>
    </message>
    <message>
        <source>Choose the client key</source>
        <translation>选择客户端密钥</translation>
    </message>
    <message>
        <source>Send re&amp;quests early</source>
        <translation>提前发送请求(&amp;Q)</translation>
    </message>
    <message>
        <source>Saves a round trip. Somebody who can hold up packets can make the proxy take a request, and what was sent with it, twice.</source>
        <translation>可节省一次往返。但能够截留数据包的人，可让代理将请求及随附的数据接收两次。</translation>
    </message>
    <message>
        <source>Ans&amp;wer applications at once</source>
        <translation>立即响应应用程序(&amp;W)</translation>
    </message>
    <message>
        <source>Saves a round trip. Applications then see every failure as a broken connection, without the reason.</source>
        <translation>可节省一次往返。但应用程序会将所有失败都视为连接中断，无法得知原因。</translation>
    </message>
    <message>
        <source>Ask the proxy to con&amp;firm requests</source>
        <translation>要求代理确认请求(&amp;F)</translation>
    </message>
    <message>
        <source>Tells a proxy that hangs from a destination that does not answer. Some gateways do not pass this on.</source>
        <translation>可区分是代理没有反应，还是目标没有响应。有些网关不会转达此要求。</translation>
    </message>
    <message>
        <source>File for TLS &amp;sessions</source>
        <translation>TLS 会话文件(&amp;S)</translation>
    </message>
    <message>
        <source>Makes the first connection after a start quicker. The proxy can tell that it is you again, and the file is as secret as a password.</source>
        <translation>可加快启动后的首次连接。代理能据此再次认出您，此文件须像密码一样保密。</translation>
    </message>
    <message>
        <source>Choose the file for TLS sessions</source>
        <translation>选择 TLS 会话文件</translation>
    </message>
    <message>
        <source>&amp;Draft of connect-tcp</source>
        <translation>connect-tcp 草案(&amp;D)</translation>
    </message>
    <message>
        <source>draft-12, draft-08, rfc, or auto to try all of them, which can cost a round trip for each.</source>
        <translation>draft-12、draft-08、rfc，或用 auto 逐一尝试，每次尝试可能多花一次往返。</translation>
    </message>
    <message>
        <source>Con&amp;gestion control over HTTP/3</source>
        <translation>HTTP/3 拥塞控制(&amp;G)</translation>
    </message>
    <message>
        <source>BBR is quicker where packets get lost; CUBIC gives way to others more.</source>
        <translation>BBR 在丢包时更快；CUBIC 更礼让其他连接。</translation>
    </message>
    <message>
        <source>File for TLS ke&amp;ys</source>
        <translation>TLS 密钥文件(&amp;Y)</translation>
    </message>
    <message>
        <source>For looking into packets. Whoever has this file can read all that was carried.</source>
        <translation>用于分析数据包。任何人取得此文件，都能读取传输的全部内容。</translation>
    </message>
    <message>
        <source>Choose the file for TLS keys</source>
        <translation>选择 TLS 密钥文件</translation>
    </message>
    <message>
        <source>F&amp;older for qlog files</source>
        <translation>qlog 文件夹(&amp;O)</translation>
    </message>
    <message>
        <source>One file for each connection over HTTP/3, for experts. They grow with the traffic.</source>
        <translation>每个 HTTP/3 连接一个文件，供专业人员使用。文件会随流量增大。</translation>
    </message>
    <message>
        <source>Choose the folder for qlog files</source>
        <translation>选择 qlog 文件夹</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ApplicationCard</name>
    <message>
        <source>For everyone on this computer</source>
        <translation>供本机所有用户使用</translation>
    </message>
    <message>
        <source>For my programs only</source>
        <translation>仅供我的程序使用</translation>
    </message>
    <message numerus="yes">
        <source>For %n programs only</source>
        <translation>
            <numerusform>仅供 %n 个程序使用</numerusform>
        </translation>
    </message>
    <message>
        <source>No forwards yet</source>
        <translation>还没有转发</translation>
    </message>
    <message>
        <source>Application %1</source>
        <translation>应用程序 %1</translation>
    </message>
    <message>
        <source>Turn all forwards of %1 off</source>
        <translation>关闭 %1 的所有转发</translation>
    </message>
    <message>
        <source>Turn the forwards of %1 on</source>
        <translation>开启 %1 的转发</translation>
    </message>
    <message>
        <source>Launch</source>
        <translation>启动</translation>
    </message>
    <message>
        <source>Launch %1</source>
        <translation>启动 %1</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Edit %1</source>
        <translation>编辑 %1</translation>
    </message>
    <message>
        <source>More for %1</source>
        <translation>%1 的更多操作</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>D&amp;uplicate</source>
        <translation>创建副本(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>删除(&amp;D)</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ApplicationEditor</name>
    <message>
        <source>Give it a name, so that you find it again.</source>
        <translation>请取个名称，方便以后查找。</translation>
    </message>
    <message>
        <source>This name cannot be shown, or is too long.</source>
        <translation>此名称无法显示，或过长。</translation>
    </message>
    <message>
        <source>This is the name of an icon, or the path of a picture.</source>
        <translation>应为图标名称，或图片的路径。</translation>
    </message>
    <message>
        <source>A quotation mark is opened and not closed.</source>
        <translation>有引号未闭合。</translation>
    </message>
    <message>
        <source>The command begins with a program.</source>
        <translation>命令须以程序开头。</translation>
    </message>
    <message>
        <source>Without a command there is no Launch button.</source>
        <translation>没有命令，就不显示“启动”按钮。</translation>
    </message>
    <message>
        <source>Starts: %1</source>
        <translation>将启动：%1</translation>
    </message>
    <message>
        <source>Add the programs that may connect. Until then it stays as it was.</source>
        <translation>请添加允许连接的程序。在此之前保持原样。</translation>
    </message>
    <message>
        <source>A program is named by its whole path.</source>
        <translation>程序须以完整路径指定。</translation>
    </message>
    <message>
        <source>Which program may connect?</source>
        <translation>允许哪个程序连接？</translation>
    </message>
    <message>
        <source>Which program is it?</source>
        <translation>是哪个程序？</translation>
    </message>
    <message>
        <source>&amp;Without a program</source>
        <translation>不选程序(&amp;W)</translation>
    </message>
    <message>
        <source>%1 is started by a script or in a sandbox: start it, and choose it among the programs that run.</source>
        <translation>%1 由脚本启动，或在沙盒中运行：请先启动它，再从正在运行的程序中选择。</translation>
    </message>
    <message>
        <source>%1 (copy)</source>
        <translation>%1（副本）</translation>
    </message>
    <message>
        <source>The application %1 was deleted.</source>
        <translation>已删除应用程序 %1。</translation>
    </message>
    <message>
        <source>Choose a picture</source>
        <translation>选择图片</translation>
    </message>
    <message>
        <source>Pictures (*.svg *.png *.ico)</source>
        <translation>图片 (*.svg *.png *.ico)</translation>
    </message>
    <message>
        <source>New application</source>
        <translation>新建应用程序</translation>
    </message>
    <message>
        <source>The file says something here that cannot be read: %1</source>
        <translation>文件此处有无法识别的内容：%1</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ApplicationForm</name>
    <message>
        <source>← All &amp;applications</source>
        <translation>← 所有应用程序(&amp;A)</translation>
    </message>
    <message>
        <source>This application is on</source>
        <translation>此应用程序已开启</translation>
    </message>
    <message>
        <source>All forwards of this application, on or off</source>
        <translation>开启或关闭此应用程序的所有转发</translation>
    </message>
    <message>
        <source>D&amp;uplicate</source>
        <translation>创建副本(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>删除(&amp;D)</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>&amp;Name:</source>
        <translation>名称(&amp;N)：</translation>
    </message>
    <message>
        <source>Choose a &amp;program …</source>
        <translation>选择程序(&amp;P)…</translation>
    </message>
    <message>
        <source>&amp;Icon:</source>
        <translation>图标(&amp;I)：</translation>
    </message>
    <message>
        <source>The name of an icon, or a path</source>
        <translation>图标名称或路径</translation>
    </message>
    <message>
        <source>Choose a pictur&amp;e …</source>
        <translation>选择图片(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Launch command:</source>
        <translation>启动命令(&amp;L)：</translation>
    </message>
    <message>
        <source>For example psql -h localhost</source>
        <translation>例如 psql -h localhost</translation>
    </message>
    <message>
        <source>Forwards</source>
        <translation>转发</translation>
    </message>
    <message>
        <source>Who may connect to the forwards</source>
        <translation>谁可以连接这些转发</translation>
    </message>
    <message>
        <source>&amp;Everyone on this computer</source>
        <translation>本机所有用户(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Me: all programs that I start</source>
        <translation>我：由我启动的所有程序(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Only these programs:</source>
        <translation>仅限以下程序(&amp;O)：</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ApplicationsPage</name>
    <message>
        <source>A&amp;pplications</source>
        <translation>应用程序(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Rules</source>
        <translation>规则(&amp;R)</translation>
    </message>
</context>
<context>
    <name>culvert::ui::Assistant</name>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>&amp;Skip</source>
        <translation>跳过(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>取消(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>上一步(&amp;B)</translation>
    </message>
</context>
<context>
    <name>culvert::ui::CardsView</name>
    <message>
        <source>%1 (copy)</source>
        <translation>%1（副本）</translation>
    </message>
    <message>
        <source>The application %1 was deleted.</source>
        <translation>已删除应用程序 %1。</translation>
    </message>
    <message>
        <source>Programs that reach places through Culvert</source>
        <translation>让程序通过 Culvert 到达目标</translation>
    </message>
    <message>
        <source>An application has forwards: ports on this computer that lead to one destination each, for a database, a mail server or anything else that speaks TCP. You say which programs may use them.</source>
        <translation>应用程序包含若干转发：每个转发是本机的一个端口，通往一个目标，例如数据库、邮件服务器或其他使用 TCP 的服务。哪些程序可以使用，由您决定。</translation>
    </message>
    <message>
        <source>Add an application</source>
        <translation>添加应用程序</translation>
    </message>
    <message>
        <source>Each forward is a port on this computer that leads to one destination, for the programs that you say.</source>
        <translation>每个转发是本机的一个端口，通往一个目标，供您指定的程序使用。</translation>
    </message>
    <message>
        <source>&amp;Add an application</source>
        <translation>添加应用程序(&amp;A)</translation>
    </message>
</context>
<context>
    <name>culvert::ui::Conductor</name>
    <message>
        <source>Choose how to sign in</source>
        <translation>选择登录方式</translation>
    </message>
    <message>
        <source>Check the token</source>
        <translation>检查令牌</translation>
    </message>
    <message>
        <source>Check the password</source>
        <translation>检查密码</translation>
    </message>
    <message>
        <source>Check the certificates</source>
        <translation>检查证书</translation>
    </message>
    <message>
        <source>Correct the profile</source>
        <translation>修正配置</translation>
    </message>
    <message>
        <source>Check the profile</source>
        <translation>检查配置</translation>
    </message>
    <message>
        <source>There is no profile yet: Culvert has to know which proxy to go through.</source>
        <translation>还没有配置：Culvert 需要知道经由哪个代理。</translation>
    </message>
    <message>
        <source>Add a profile</source>
        <translation>添加配置</translation>
    </message>
    <message>
        <source>No profile is chosen: Culvert has to know which proxy to go through.</source>
        <translation>未选择配置：Culvert 需要知道经由哪个代理。</translation>
    </message>
    <message>
        <source>Choose a profile</source>
        <translation>选择配置</translation>
    </message>
    <message>
        <source>Use port %1</source>
        <translation>使用端口 %1</translation>
    </message>
    <message>
        <source>Choose another port</source>
        <translation>选择其他端口</translation>
    </message>
    <message>
        <source>Correct it</source>
        <translation>修正</translation>
    </message>
    <message>
        <source>Getting the secrets …</source>
        <translation>正在获取凭据……</translation>
    </message>
    <message>
        <source>Starting …</source>
        <translation>正在启动……</translation>
    </message>
    <message>
        <source>Reaching %1 …</source>
        <translation>正在连接 %1……</translation>
    </message>
    <message numerus="yes">
        <source>On through %1 · %n connection(s)</source>
        <translation>
            <numerusform>已开启，经由 %1 · %n 个连接</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>On through %1 · %2 · %n connection(s)</source>
        <translation>
            <numerusform>已开启，经由 %1 · %2 · %n 个连接</numerusform>
        </translation>
    </message>
    <message>
        <source>Off</source>
        <translation>已关闭</translation>
    </message>
    <message>
        <source>Culvert was turned off by another program.</source>
        <translation>Culvert 已被另一程序关闭。</translation>
    </message>
    <message>
        <source>See what can be done</source>
        <translation>查看解决办法</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ConnectionDetails</name>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Application</source>
        <translation>应用程序</translation>
    </message>
    <message>
        <source>Process</source>
        <translation>进程</translation>
    </message>
    <message>
        <source>Program file</source>
        <translation>程序文件</translation>
    </message>
    <message>
        <source>Destination</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>Why it goes there</source>
        <translation>选路原因</translation>
    </message>
    <message>
        <source>Through</source>
        <translation>经由</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>代理</translation>
    </message>
    <message>
        <source>HTTP version</source>
        <translation>HTTP 版本</translation>
    </message>
    <message>
        <source>Traffic</source>
        <translation>流量</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>开始时间</translation>
    </message>
    <message>
        <source>Came in at</source>
        <translation>接入地址</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Over</source>
        <translation>已结束</translation>
    </message>
    <message>
        <source>%1, on connection %2 to it</source>
        <translation>%1，代理连接 %2</translation>
    </message>
    <message>
        <source>%1 received, %2 sent</source>
        <translation>已接收 %1，已发送 %2</translation>
    </message>
    <message>
        <source>Copy everything about this connection</source>
        <translation>复制此连接的全部信息</translation>
    </message>
    <message>
        <source>Show in &amp;trace</source>
        <translation>在跟踪中显示(&amp;T)</translation>
    </message>
    <message>
        <source>C&amp;lose connection</source>
        <translation>关闭连接(&amp;L)</translation>
    </message>
    <message>
        <source>Hide details</source>
        <translation>隐藏详情</translation>
    </message>
    <message>
        <source>Facts about this connection</source>
        <translation>此连接的信息</translation>
    </message>
    <message>
        <source>Steps of this connection</source>
        <translation>此连接的步骤</translation>
    </message>
    <message>
        <source>Its steps are not known any more.</source>
        <translation>此连接的步骤已不再保留。</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <comment>application to destination</comment>
        <translation>%1 到 %2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>name of a fact, and the fact</comment>
        <translation>%1：%2</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ConnectionsModel</name>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Asking</source>
        <translation>请求中</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>已连通</translation>
    </message>
    <message>
        <source>Wrapping up</source>
        <translation>即将结束</translation>
    </message>
    <message>
        <source>Waits for a way to the proxy.</source>
        <translation>正在等待到代理的连接。</translation>
    </message>
    <message>
        <source>The proxy was asked, and has not answered yet.</source>
        <translation>已向代理发出请求，尚未收到响应。</translation>
    </message>
    <message>
        <source>Data can go both ways.</source>
        <translation>数据可双向传输。</translation>
    </message>
    <message>
        <source>The proxy asks to come to an end soon. Data can still go both ways.</source>
        <translation>代理要求尽快结束，数据仍可双向传输。</translation>
    </message>
    <message>
        <source>Another computer</source>
        <translation>另一台计算机</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>program (process number)</comment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>%1 bytes</source>
        <comment>a large number</comment>
        <translation>%1 字节</translation>
    </message>
    <message>
        <source>Blocked</source>
        <translation>已阻止</translation>
    </message>
    <message>
        <source>Direct</source>
        <translation>直连</translation>
    </message>
    <message>
        <source>Application</source>
        <translation>应用程序</translation>
    </message>
    <message>
        <source>Process</source>
        <translation>进程</translation>
    </message>
    <message>
        <source>Destination</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>规则</translation>
    </message>
    <message>
        <source>Through</source>
        <translation>经由</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>HTTP</source>
        <translation>HTTP</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>已接收</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>已发送</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>时长</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ConnectionsPage</name>
    <message>
        <source>Filter, in words of any column</source>
        <translation>筛选，可用任意列中的文字</translation>
    </message>
    <message>
        <source>Filter of the connections</source>
        <translation>筛选连接</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>&amp;Close connection</source>
        <translation>关闭连接(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>Close the chosen connections (%1)</source>
        <translation>关闭所选连接 (%1)</translation>
    </message>
    <message>
        <source>Close the chosen connections</source>
        <translation>关闭所选连接</translation>
    </message>
    <message>
        <source>C&amp;opy rows</source>
        <translation>复制行(&amp;O)</translation>
    </message>
    <message>
        <source>Copy d&amp;estination</source>
        <translation>复制目标(&amp;E)</translation>
    </message>
    <message>
        <source>Show in &amp;trace</source>
        <translation>在跟踪中显示(&amp;T)</translation>
    </message>
    <message>
        <source>Show &amp;details</source>
        <translation>显示详情(&amp;D)</translation>
    </message>
    <message>
        <source>What can be done with the chosen connections</source>
        <translation>对所选连接的操作</translation>
    </message>
    <message>
        <source>No connections yet</source>
        <translation>还没有连接</translation>
    </message>
    <message>
        <source>Every connection that Culvert carries is shown here, with the program that made it and where it goes. Culvert is off.</source>
        <translation>Culvert 承载的每个连接都会显示在这里，包括由哪个程序发起、通往何处。Culvert 已关闭。</translation>
    </message>
    <message>
        <source>Turn on</source>
        <translation>开启</translation>
    </message>
    <message>
        <source>Every connection that Culvert carries is shown here, with the program that made it and where it goes. To lead a program here, paste this into its terminal and start it there.</source>
        <translation>Culvert 承载的每个连接都会显示在这里，包括由哪个程序发起、通往何处。要让某个程序使用 Culvert，请复制终端命令并粘贴到终端，再从该终端启动它。</translation>
    </message>
    <message>
        <source>Copy for terminal</source>
        <translation>复制终端命令</translation>
    </message>
    <message>
        <source>No connection has all of these words.</source>
        <translation>没有包含所有这些文字的连接。</translation>
    </message>
    <message>
        <source>There are no connections now.</source>
        <translation>当前没有连接。</translation>
    </message>
    <message numerus="yes">
        <source>%n connections</source>
        <translation>
            <numerusform>%n 个连接</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>connections that are shown, of all</comment>
        <translation>%1 / %2</translation>
    </message>
</context>
<context>
    <name>culvert::ui::CoreBridge</name>
    <message>
        <source>Listens at %1.</source>
        <translation>正在 %1 监听。</translation>
    </message>
    <message>
        <source>The setup is wrong, and nothing of it is used: %1.</source>
        <translation>设置有误，因此全部未被采用：%1。</translation>
    </message>
    <message>
        <source>The connection to %1 ended.</source>
        <translation>到 %1 的连接已结束。</translation>
    </message>
    <message>
        <source>%1 can be reached again.</source>
        <translation>已可重新连接 %1。</translation>
    </message>
    <message>
        <source>%1 came to %2 and was turned away, since it may not use it.</source>
        <translation>%1 尝试连接 %2，因无权使用而被拒绝。</translation>
    </message>
    <message>
        <source>A program that cannot be named came to %1 and was turned away.</source>
        <translation>一个无法识别的程序尝试连接 %1，已被拒绝。</translation>
    </message>
    <message>
        <source>another computer</source>
        <translation>另一台计算机</translation>
    </message>
    <message>
        <source>%1 (process %2)</source>
        <translation>%1（进程 %2）</translation>
    </message>
    <message>
        <source>process %1</source>
        <translation>进程 %1</translation>
    </message>
    <message>
        <source>a program of another user (%1)</source>
        <translation>其他用户 (%1) 的程序</translation>
    </message>
    <message>
        <source>another program</source>
        <translation>另一程序</translation>
    </message>
    <message>
        <source>%1 is in use by %2. Port %3 is free.</source>
        <translation>%1 已被 %2 占用。端口 %3 可用。</translation>
    </message>
    <message>
        <source>%1 is in use by %2.</source>
        <translation>%1 已被 %2 占用。</translation>
    </message>
    <message>
        <source>%1 is in use. Port %2 is free.</source>
        <translation>%1 已被占用。端口 %2 可用。</translation>
    </message>
    <message>
        <source>%1 is in use.</source>
        <translation>%1 已被占用。</translation>
    </message>
    <message>
        <source>This provisioning domain offers no connect-tcp proxy.</source>
        <translation>此配置域(PvD)没有提供 connect-tcp 代理。</translation>
    </message>
</context>
<context>
    <name>culvert::ui::DeletionQuestion</name>
    <message>
        <source>Delete “%1”?</source>
        <translation>删除“%1”？</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>删除(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Keep it</source>
        <translation>保留(&amp;K)</translation>
    </message>
</context>
<context>
    <name>culvert::ui::DomainPanel</name>
    <message>
        <source>Asking %1 …</source>
        <translation>正在询问 %1……</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message numerus="yes">
        <source>%n prox(y/ies) to choose from:</source>
        <translation>
            <numerusform>有 %n 个代理可选：</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Use this proxy</source>
        <translation>使用此代理(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>停止(&amp;S)</translation>
    </message>
    <message>
        <source>Proxies that the provisioning domain offers</source>
        <translation>配置域(PvD)提供的代理</translation>
    </message>
    <message>
        <source>The provisioning domain is being asked</source>
        <translation>正在询问配置域(PvD)</translation>
    </message>
</context>
<context>
    <name>culvert::ui::EntranceRow</name>
    <message>
        <source>Leads to %1</source>
        <translation>通往 %1</translation>
    </message>
    <message>
        <source>SOCKS and HTTP, for all applications · not open</source>
        <translation>SOCKS 和 HTTP，供所有应用程序使用 · 不可用</translation>
    </message>
    <message>
        <source>SOCKS and HTTP, for all applications</source>
        <translation>SOCKS 和 HTTP，供所有应用程序使用</translation>
    </message>
    <message>
        <source>SOCKS and HTTP, for all applications, while Culvert is on</source>
        <translation>SOCKS 和 HTTP，Culvert 开启时供所有应用程序使用</translation>
    </message>
    <message>
        <source>Copy the address %1</source>
        <translation>复制地址 %1</translation>
    </message>
    <message>
        <source>Copy the address</source>
        <translation>复制地址</translation>
    </message>
    <message>
        <source>Copy for terminal</source>
        <translation>复制终端命令</translation>
    </message>
    <message>
        <source>Copy for terminal, %1</source>
        <translation>复制终端命令，%1</translation>
    </message>
    <message>
        <source>Copy the lines that lead the programs of a terminal through this address</source>
        <translation>复制终端命令，让终端中的程序使用此地址</translation>
    </message>
    <message>
        <source>Use port %1</source>
        <translation>使用端口 %1</translation>
    </message>
    <message>
        <source>Choose another port</source>
        <translation>选择其他端口</translation>
    </message>
</context>
<context>
    <name>culvert::ui::EntrancesCard</name>
    <message>
        <source>Addresses for applications</source>
        <translation>应用程序接入地址</translation>
    </message>
    <message>
        <source>There is no address yet at which applications can say where they want to go, with SOCKS or HTTP.</source>
        <translation>还没有接入地址。应用程序可通过接入地址，以 SOCKS 或 HTTP 指定要连接的目标。</translation>
    </message>
    <message>
        <source>&amp;Add an address</source>
        <translation>添加地址(&amp;A)</translation>
    </message>
</context>
<context>
    <name>culvert::ui::Files</name>
    <message>
        <source>The file %1 is damaged. It was left as it is, and nothing is saved.</source>
        <translation>文件 %1 已损坏。文件保持原样，更改不会保存。</translation>
    </message>
    <message>
        <source>The file %1 was written by a newer Culvert. It was left as it is, and nothing is saved.</source>
        <translation>文件 %1 由更新版本的 Culvert 写入。文件保持原样，更改不会保存。</translation>
    </message>
    <message>
        <source>The file %1 cannot be read. It was left as it is, and nothing is saved.</source>
        <translation>无法读取文件 %1。文件保持原样，更改不会保存。</translation>
    </message>
    <message>
        <source>The file %1 could not be saved: another program is writing it.</source>
        <translation>无法保存文件 %1：另一程序正在写入。</translation>
    </message>
    <message>
        <source>The file %1 could not be saved.</source>
        <translation>无法保存文件 %1。</translation>
    </message>
    <message>
        <source>The file %1 could not be saved: %2.</source>
        <translation>无法保存文件 %1：%2。</translation>
    </message>
    <message>
        <source>The file %1 cannot be read: %2</source>
        <translation>无法读取文件 %1：%2</translation>
    </message>
    <message>
        <source>The file %1 is too large.</source>
        <translation>文件 %1 过大。</translation>
    </message>
    <message>
        <source>The file %1 cannot be written: %2</source>
        <translation>无法写入文件 %1：%2</translation>
    </message>
    <message>
        <source>There is no such file.</source>
        <translation>没有这个文件。</translation>
    </message>
    <message>
        <source>This is a folder, not a file.</source>
        <translation>这是文件夹，不是文件。</translation>
    </message>
    <message>
        <source>This file cannot be read.</source>
        <translation>无法读取此文件。</translation>
    </message>
    <message>
        <source>There is no such folder for the file.</source>
        <translation>没有存放此文件的文件夹。</translation>
    </message>
    <message>
        <source>There is no such folder.</source>
        <translation>没有这个文件夹。</translation>
    </message>
    <message>
        <source>This is a file, not a folder.</source>
        <translation>这是文件，不是文件夹。</translation>
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
        <translation>%1 毫秒</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 分 %2 秒</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 分钟</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 小时 %2 分</translation>
    </message>
    <message>
        <source>%1 d %2 h</source>
        <translation>%1 天 %2 小时</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>刚刚</translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s) ago</source>
        <translation>
            <numerusform>%n 分钟前</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s) ago</source>
        <translation>
            <numerusform>%n 小时前</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) ago</source>
        <translation>
            <numerusform>%n 天前</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>date, time</comment>
        <translation>%1 %2</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ForwardEdit</name>
    <message>
        <source>As the rules say</source>
        <translation>按照规则</translation>
    </message>
    <message>
        <source>Choose the port on this computer that programs connect to.</source>
        <translation>请选择供程序连接的本机端口。</translation>
    </message>
    <message>
        <source>This is no port and no place on this computer (5432, 127.0.0.1:5432, unix:/path).</source>
        <translation>这不是端口，也不是本机上的位置 (5432, 127.0.0.1:5432, unix:/path)。</translation>
    </message>
    <message>
        <source>A forward listens on this computer only (5432, 127.0.0.1:5432, unix:/path).</source>
        <translation>转发只能在本机监听 (5432, 127.0.0.1:5432, unix:/path)。</translation>
    </message>
    <message>
        <source>Choose a port: 0 would be another one at each start.</source>
        <translation>请选择端口：0 会使每次启动时的端口都不同。</translation>
    </message>
    <message>
        <source>Use port %1</source>
        <translation>使用端口 %1</translation>
    </message>
    <message>
        <source>This is no host with a port (db.internal:5432).</source>
        <translation>这不是带端口的主机 (db.internal:5432)。</translation>
    </message>
    <message>
        <source>Where does it lead? A host and a port (db.internal:5432).</source>
        <translation>通往何处？请填写主机和端口 (db.internal:5432)。</translation>
    </message>
    <message>
        <source>This forward is on</source>
        <translation>此转发已开启</translation>
    </message>
    <message>
        <source>On or off</source>
        <translation>开/关</translation>
    </message>
    <message>
        <source>Listen on</source>
        <translation>监听</translation>
    </message>
    <message>
        <source>Port, e.g. 5432</source>
        <translation>端口，例如 5432</translation>
    </message>
    <message>
        <source>Destination</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>Host and port, e.g. db.internal:5432</source>
        <translation>主机和端口，例如 db.internal:5432</translation>
    </message>
    <message>
        <source>Through</source>
        <translation>经由</translation>
    </message>
    <message>
        <source>Duplicate this forward</source>
        <translation>为此转发创建副本</translation>
    </message>
    <message>
        <source>Delete this forward</source>
        <translation>删除此转发</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ForwardLine</name>
    <message>
        <source>Cannot be used</source>
        <translation>不可用</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>已关闭</translation>
    </message>
    <message>
        <source>Waits for Culvert to be turned on</source>
        <translation>等待 Culvert 开启</translation>
    </message>
    <message>
        <source>Is being opened</source>
        <translation>正在打开</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>可用</translation>
    </message>
    <message>
        <source>↓ %1  ↑ %2</source>
        <comment>bytes down, bytes up</comment>
        <translation>↓ %1  ↑ %2</translation>
    </message>
    <message>
        <source>Open · %1</source>
        <comment>%1 is what was carried</comment>
        <translation>可用 · %1</translation>
    </message>
    <message>
        <source>Forward %1</source>
        <translation>转发 %1</translation>
    </message>
    <message>
        <source>Turn this forward off</source>
        <translation>关闭此转发</translation>
    </message>
    <message>
        <source>Turn this forward on</source>
        <translation>开启此转发</translation>
    </message>
    <message>
        <source>Use port %1</source>
        <translation>使用端口 %1</translation>
    </message>
    <message numerus="yes">
        <source>%n connections · %1</source>
        <comment>%1 is what was carried</comment>
        <translation>
            <numerusform>%n 个连接 · %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>culvert::ui::ForwardsEdit</name>
    <message>
        <source>The forward %1 was deleted.</source>
        <translation>已删除转发 %1。</translation>
    </message>
    <message>
        <source>A forward is a port on this computer that leads to one destination: programs connect to it as if the destination were here.</source>
        <translation>转发是本机的一个端口，通往一个目标：程序连接它，就如同目标在本机一样。</translation>
    </message>
    <message>
        <source>&amp;Add a forward</source>
        <translation>添加转发(&amp;A)</translation>
    </message>
</context>
<context>
    <name>culvert::ui::GeneralGroup</name>
    <message>
        <source>General</source>
        <translation>常规</translation>
    </message>
    <message>
        <source>Start at &amp;login</source>
        <translation>登录时启动(&amp;L)</translation>
    </message>
    <message>
        <source>Culvert starts when you log in to this computer.</source>
        <translation>登录本机时启动 Culvert。</translation>
    </message>
    <message>
        <source>Start &amp;minimised</source>
        <translation>启动时最小化(&amp;M)</translation>
    </message>
    <message>
        <source>It starts without its window, as an icon in the tray.</source>
        <translation>启动时不显示窗口，只在托盘中显示图标。</translation>
    </message>
    <message>
        <source>Lan&amp;guage</source>
        <translation>语言(&amp;G)</translation>
    </message>
    <message>
        <source>Of all texts, numbers and dates in this program.</source>
        <translation>用于本程序的所有文字、数字和日期。</translation>
    </message>
    <message>
        <source>&amp;Appearance</source>
        <translation>外观(&amp;A)</translation>
    </message>
    <message>
        <source>Light or dark, or whichever the desktop has.</source>
        <translation>浅色、深色，或跟随桌面。</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>This desktop shows no tray: without its window Culvert could not be found again.</source>
        <translation>此桌面没有托盘：不显示窗口，就无法再找到 Culvert。</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ImportPanel</name>
    <message>
        <source>A profile from somebody else, %1 of %2</source>
        <translation>来自他人的配置，第 %1 个，共 %2 个</translation>
    </message>
    <message>
        <source>A profile from somebody else</source>
        <translation>来自他人的配置</translation>
    </message>
    <message>
        <source>&amp;Add this profile</source>
        <translation>添加此配置(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>Do &amp;not add it</source>
        <translation>不添加(&amp;N)</translation>
    </message>
</context>
<context>
    <name>culvert::ui::Launching</name>
    <message>
        <source>Culvert is off: %1 would go past it.</source>
        <translation>Culvert 已关闭：%1 会绕过它。</translation>
    </message>
    <message>
        <source>Turn on and launch</source>
        <translation>开启并启动</translation>
    </message>
    <message>
        <source>Culvert is not ready yet. Try again in a moment.</source>
        <translation>Culvert 尚未就绪，请稍后重试。</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ListenerEditor</name>
    <message>
        <source>A&amp;ddress</source>
        <translation>地址(&amp;D)</translation>
    </message>
    <message>
        <source>localhost:1080</source>
        <translation>localhost:1080</translation>
    </message>
    <message>
        <source>&amp;Ask for a password</source>
        <translation>要求密码(&amp;A)</translation>
    </message>
    <message>
        <source>Applications have to give a user name and a password</source>
        <translation>应用程序必须提供用户名和密码</translation>
    </message>
    <message>
        <source>Us&amp;er name</source>
        <translation>用户名(&amp;E)</translation>
    </message>
    <message>
        <source>Pass&amp;word</source>
        <translation>密码(&amp;W)</translation>
    </message>
    <message>
        <source>Remove the address %1</source>
        <translation>移除地址 %1</translation>
    </message>
    <message>
        <source>Remove this address</source>
        <translation>移除此地址</translation>
    </message>
    <message>
        <source>unchanged</source>
        <translation>未更改</translation>
    </message>
    <message>
        <source>This is no address to listen at. Type a port (1080), localhost:1080, an address of this computer with a port, or unix: and a path.</source>
        <translation>这不是可监听的地址。请输入端口 (1080)、localhost:1080、本机地址加端口，或 unix: 加路径。</translation>
    </message>
    <message>
        <source>Type a user name and a password. Until then nothing is changed.</source>
        <translation>请输入用户名和密码。在此之前不会作任何更改。</translation>
    </message>
    <message>
        <source>Other computers can reach this address. It needs a user name and a password, or anybody in the network could go through your proxy.</source>
        <translation>其他计算机能访问此地址。必须设置用户名和密码，否则网络中的任何人都能使用您的代理。</translation>
    </message>
    <message>
        <source>The address %1 was removed.</source>
        <translation>已移除地址 %1。</translation>
    </message>
</context>
<context>
    <name>culvert::ui::LogGroup</name>
    <message>
        <source>Nothing on this desktop opens folders. The log is in %1.</source>
        <translation>此桌面无法打开文件夹。日志位于 %1。</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Room on the &amp;disk</source>
        <translation>磁盘空间(&amp;D)</translation>
    </message>
    <message>
        <source>All files of the log together are never larger; the oldest go first.</source>
        <translation>全部日志文件的大小上限，超出时先删除最旧的。</translation>
    </message>
    <message>
        <source> MiB</source>
        <comment>after the number of a field</comment>
        <translation> MiB</translation>
    </message>
    <message>
        <source>&amp;Keep for</source>
        <translation>保留时间(&amp;K)</translation>
    </message>
    <message>
        <source>Older entries are deleted.</source>
        <translation>更早的条目会被删除。</translation>
    </message>
    <message>
        <source> days</source>
        <comment>after the number of a field</comment>
        <translation> 天</translation>
    </message>
    <message>
        <source>Files of the log</source>
        <translation>日志文件</translation>
    </message>
    <message>
        <source>What happened, line by line, without secrets.</source>
        <translation>逐行记录发生的事情，不含凭据。</translation>
    </message>
    <message>
        <source>&amp;Open folder</source>
        <translation>打开文件夹(&amp;O)</translation>
    </message>
    <message>
        <source>Diagnosis</source>
        <translation>诊断</translation>
    </message>
    <message>
        <source>One file for whoever helps you: versions, the setup, the state and the last steps of connections. Passwords, keys, user names and the names of destinations are left out.</source>
        <translation>一个供他人协助您的文件：包含版本、设置、状态和连接的最近步骤，不含密码、密钥、用户名和目标名称。</translation>
    </message>
    <message>
        <source>&amp;Save diagnosis …</source>
        <translation>保存诊断(&amp;S)…</translation>
    </message>
    <message>
        <source>Open the folder of the log</source>
        <translation>打开日志文件夹</translation>
    </message>
    <message>
        <source>Save diagnosis</source>
        <translation>保存诊断</translation>
    </message>
    <message>
        <source>Saved as %1. Look at it before you give it away.</source>
        <translation>已保存为 %1。交给他人之前请先查看。</translation>
    </message>
</context>
<context>
    <name>culvert::ui::MessageBar</name>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>提示</translation>
    </message>
</context>
<context>
    <name>culvert::ui::NetworkGroup</name>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Addresses for applications</source>
        <translation>应用程序接入地址</translation>
    </message>
    <message>
        <source>Programs that can use a SOCKS or an HTTP proxy find Culvert there.</source>
        <translation>支持 SOCKS 或 HTTP 代理的程序通过这些地址使用 Culvert。</translation>
    </message>
    <message>
        <source>Add an addr&amp;ess</source>
        <translation>添加地址(&amp;E)</translation>
    </message>
    <message>
        <source>Programs that follow the settings of the system go through Culvert.</source>
        <translation>遵循系统设置的程序将通过 Culvert 连接。</translation>
    </message>
    <message>
        <source>In effect: programs that follow the settings of the system go through Culvert now.</source>
        <translation>已生效：遵循系统设置的程序正通过 Culvert 连接。</translation>
    </message>
    <message>
        <source>It is set as soon as Culvert is on, and taken back when it is off.</source>
        <translation>Culvert 开启时设置，关闭时撤销。</translation>
    </message>
    <message>
        <source>System &amp;proxy</source>
        <translation>系统代理(&amp;P)</translation>
    </message>
</context>
<context>
    <name>culvert::ui::Notices</name>
    <message>
        <source>Start over</source>
        <translation>改用全新设置</translation>
    </message>
    <message>
        <source>Use the backup</source>
        <translation>使用备份</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>确定</translation>
    </message>
    <message>
        <source>This desktop has no place for Culvert&apos;s icon: closing the window ends the program.</source>
        <translation>此桌面无法显示 Culvert 的图标：关闭窗口将退出程序。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>culvert::ui::OfferView</name>
    <message>
        <source>comes along, and is not shown</source>
        <translation>一并附带，不予显示</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>No</source>
        <translation>否</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>代理</translation>
    </message>
    <message>
        <source>More proxies</source>
        <translation>更多代理</translation>
    </message>
    <message>
        <source>Classic CONNECT</source>
        <translation>传统 CONNECT</translation>
    </message>
    <message>
        <source>Draft of connect-tcp</source>
        <translation>connect-tcp 草案</translation>
    </message>
    <message>
        <source>HTTP versions</source>
        <translation>HTTP 版本</translation>
    </message>
    <message>
        <source>Pinned keys</source>
        <translation>公钥固定</translation>
    </message>
    <message>
        <source>Congestion control</source>
        <translation>拥塞控制</translation>
    </message>
    <message>
        <source>Requests are confirmed</source>
        <translation>要求确认请求</translation>
    </message>
    <message>
        <source>Applications are answered at once</source>
        <translation>立即响应应用程序</translation>
    </message>
    <message>
        <source>Requests are sent early</source>
        <translation>提前发送请求</translation>
    </message>
    <message>
        <source>Sign-in</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>User name</source>
        <translation>用户名</translation>
    </message>
    <message>
        <source>Name of the key</source>
        <translation>密钥名称</translation>
    </message>
    <message>
        <source>Password or token</source>
        <translation>密码或令牌</translation>
    </message>
    <message>
        <source>A file is named by its whole path, from the top folder on.</source>
        <translation>文件须以完整路径指定，从顶层文件夹开始。</translation>
    </message>
    <message>
        <source>This would be set:</source>
        <translation>将设置以下内容：</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>a field and what it is set to</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>What would be set</source>
        <translation>将设置的内容</translation>
    </message>
    <message>
        <source>%1 is left out: %2.</source>
        <translation>已略去 %1：%2。</translation>
    </message>
    <message>
        <source>&amp;Put the token that comes along into my keychain</source>
        <translation>将附带的令牌存入我的密钥环(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Put the password that comes along into my keychain</source>
        <translation>将附带的密码存入我的密钥环(&amp;P)</translation>
    </message>
    <message>
        <source>Pri&amp;vate key for it</source>
        <translation>对应的私钥(&amp;V)</translation>
    </message>
    <message>
        <source>A PEM file with an Ed25519 or P-256 key, which stays where it is.</source>
        <translation>含有 Ed25519 或 P-256 密钥的 PEM 文件，文件留在原处。</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Choose the private key</source>
        <translation>选择私钥</translation>
    </message>
    <message>
        <source>Keys (*.pem *.key);;All files (*)</source>
        <translation>密钥 (*.pem *.key);;所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>culvert::ui::OverviewPage</name>
    <message>
        <source>No profile yet</source>
        <translation>还没有配置</translation>
    </message>
    <message>
        <source>A profile says which proxy Culvert goes through, and how to sign in there. Paste what your provider gave you, or try the built-in proxy.</source>
        <translation>配置指定 Culvert 经由哪个代理，以及如何登录。请粘贴服务商提供的内容，或试用内置代理。</translation>
    </message>
    <message>
        <source>&amp;Add a profile</source>
        <translation>添加配置(&amp;A)</translation>
    </message>
</context>
<context>
    <name>culvert::ui::PhaseBar</name>
    <message>
        <source>Name lookup</source>
        <translation>名称解析</translation>
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
        <translation>设置</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>Destination</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>Sign-in</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>phase and its time</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>%1: %2; %3 in all.</source>
        <translation>%1：%2；共 %3。</translation>
    </message>
    <message>
        <source>%1: failed after %2.</source>
        <translation>%1：失败，用时 %2。</translation>
    </message>
    <message>
        <source>%1: failed at %2 after %3.</source>
        <translation>%1：在“%2”阶段失败，用时 %3。</translation>
    </message>
    <message>
        <source>%1: %2; failed at %3 after %4.</source>
        <translation>%1：%2；在“%3”阶段失败，用时 %4。</translation>
    </message>
    <message>
        <source>%1: failed here</source>
        <translation>%1：在此失败</translation>
    </message>
    <message>
        <source>How long each part of the test took</source>
        <translation>测试各阶段的用时</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ProblemCard</name>
    <message>
        <source>Last problem</source>
        <translation>最近的问题</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ProfileCard</name>
    <message>
        <source>&amp;Profile</source>
        <translation>配置(&amp;P)</translation>
    </message>
    <message>
        <source>Profile in use</source>
        <translation>正在使用的配置</translation>
    </message>
    <message>
        <source>Edit this profile</source>
        <translation>编辑此配置</translation>
    </message>
    <message>
        <source>HTTP version</source>
        <translation>HTTP 版本</translation>
    </message>
    <message>
        <source>TLS version</source>
        <translation>TLS 版本</translation>
    </message>
    <message>
        <source>Cipher</source>
        <translation>加密套件</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>会话</translation>
    </message>
    <message>
        <source>Early data</source>
        <translation>早期数据</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>代理</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Set-up time</source>
        <translation>建立用时</translation>
    </message>
    <message>
        <source>Choose a profile</source>
        <translation>选择配置</translation>
    </message>
    <message>
        <source>What is agreed with the proxy is shown here while Culvert is on.</source>
        <translation>Culvert 开启后，这里会显示与代理协商的结果。</translation>
    </message>
    <message>
        <source>The proxy has not answered yet.</source>
        <translation>代理尚未响应。</translation>
    </message>
    <message>
        <source>There is no connection to the proxy now. The next one that an application makes needs one.</source>
        <translation>当前没有到代理的连接。应用程序下次连接时会建立。</translation>
    </message>
    <message>
        <source>Resumed: a round trip less</source>
        <translation>已恢复：少一次往返</translation>
    </message>
    <message>
        <source>New</source>
        <translation>新建</translation>
    </message>
    <message>
        <source>Accepted by the proxy</source>
        <translation>代理已接受</translation>
    </message>
    <message>
        <source>Not used</source>
        <translation>未使用</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ProfileChanges</name>
    <message>
        <source>It is the profile in use: Culvert goes through %1 from then on.</source>
        <translation>这是正在使用的配置：此后 Culvert 将经由 %1。</translation>
    </message>
    <message>
        <source>It is the profile in use, and the only one: Culvert has no proxy from then on.</source>
        <translation>这是正在使用的配置，也是唯一的配置：此后 Culvert 将没有代理。</translation>
    </message>
    <message numerus="yes">
        <source>%n rule(s) will go through the profile in use.</source>
        <translation>
            <numerusform>%n 条规则将经由正在使用的配置。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n forward(s) will do what the rules say.</source>
        <translation>
            <numerusform>%n 个转发将按照规则处理。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n listening address(es) will do what the rules say.</source>
        <translation>
            <numerusform>%n 个监听地址将按照规则处理。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>culvert::ui::ProfileEditor</name>
    <message>
        <source>New profile</source>
        <translation>新建配置</translation>
    </message>
    <message>
        <source>This profile cannot be read, and is left as it is in the file until it is put right.</source>
        <translation>无法读取此配置。改正之前，它在文件中保持原样。</translation>
    </message>
    <message>
        <source>This profile cannot be used: %1</source>
        <translation>无法使用此配置：%1</translation>
    </message>
    <message>
        <source>Show the field</source>
        <translation>显示此项</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>正在使用</translation>
    </message>
    <message>
        <source>Use t&amp;his profile</source>
        <translation>使用此配置(&amp;H)</translation>
    </message>
    <message>
        <source>Sign-in</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>高级</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ProfileListModel</name>
    <message>
        <source>New profile</source>
        <translation>新建配置</translation>
    </message>
    <message>
        <source>It is not saved yet.</source>
        <translation>尚未保存。</translation>
    </message>
    <message>
        <source>%1, in use</source>
        <translation>%1，正在使用</translation>
    </message>
    <message>
        <source>%1. Problem: %2</source>
        <translation>%1。问题：%2</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>正在使用</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ProfilesPage</name>
    <message>
        <source>%1 (copy)</source>
        <translation>%1（副本）</translation>
    </message>
    <message>
        <source>The profile “%1” was deleted.</source>
        <translation>已删除配置“%1”。</translation>
    </message>
    <message>
        <source>There is no text in the clipboard.</source>
        <translation>剪贴板中没有文本。</translation>
    </message>
    <message>
        <source>Import profiles</source>
        <translation>导入配置</translation>
    </message>
    <message>
        <source>Profiles of Culvert (*.json);;All files (*)</source>
        <translation>Culvert 的配置 (*.json);;所有文件 (*)</translation>
    </message>
    <message>
        <source>There is no profile in this file.</source>
        <translation>此文件中没有配置。</translation>
    </message>
    <message>
        <source>No profile yet</source>
        <translation>还没有配置</translation>
    </message>
    <message>
        <source>A profile is a proxy to go through: where it is, and how to sign in. You get what it needs from whoever runs the proxy.</source>
        <translation>配置指定经由哪个代理：代理在何处，以及如何登录。所需内容由代理管理员提供。</translation>
    </message>
    <message>
        <source>&amp;Add a profile</source>
        <translation>添加配置(&amp;A)</translation>
    </message>
    <message>
        <source>Profiles</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation>添加(&amp;A)</translation>
    </message>
    <message>
        <source>More to do with profiles</source>
        <translation>配置的更多操作</translation>
    </message>
    <message>
        <source>&amp;Use this profile</source>
        <translation>使用此配置(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Duplicate</source>
        <translation>创建副本(&amp;D)</translation>
    </message>
    <message>
        <source>Move &amp;up</source>
        <translation>上移(&amp;U)</translation>
    </message>
    <message>
        <source>Move do&amp;wn</source>
        <translation>下移(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Give to somebody else…</source>
        <translation>分享给他人(&amp;G)…</translation>
    </message>
    <message>
        <source>Import from the &amp;clipboard</source>
        <translation>从剪贴板导入(&amp;C)</translation>
    </message>
    <message>
        <source>Import from a &amp;file…</source>
        <translation>从文件导入(&amp;F)…</translation>
    </message>
    <message>
        <source>D&amp;elete</source>
        <translation>删除(&amp;E)</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ProgramPicker</name>
    <message>
        <source>Looking for programs …</source>
        <translation>正在查找程序……</translation>
    </message>
    <message>
        <source>No programs were found. You can choose a file.</source>
        <translation>没有找到程序。您可以选择文件。</translation>
    </message>
    <message>
        <source>No program has this in its name.</source>
        <translation>没有名称包含此内容的程序。</translation>
    </message>
    <message>
        <source>Choose a program</source>
        <translation>选择程序</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Search among programs</source>
        <translation>搜索程序</translation>
    </message>
    <message>
        <source>Programs</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>&amp;Choose</source>
        <translation>选择(&amp;C)</translation>
    </message>
    <message>
        <source>Choose a &amp;file …</source>
        <translation>选择文件(&amp;F)…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ProgramsEdit</name>
    <message>
        <source>Programs</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>Files of programs can be dropped here.</source>
        <translation>可将程序文件拖放到这里。</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Add a program</source>
        <translation>添加程序</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Remove the program</source>
        <translation>移除程序</translation>
    </message>
    <message>
        <source>A program that &amp;runs …</source>
        <translation>正在运行的程序(&amp;R)…</translation>
    </message>
    <message>
        <source>An &amp;installed program …</source>
        <translation>已安装的程序(&amp;I)…</translation>
    </message>
    <message>
        <source>A &amp;file …</source>
        <translation>文件(&amp;F)…</translation>
    </message>
    <message>
        <source>Choose a program</source>
        <translation>选择程序</translation>
    </message>
    <message>
        <source>The programs of %1</source>
        <translation>%1 的程序</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ProxyField</name>
    <message>
        <source>Template, host, link or provisioning domain</source>
        <translation>模板、主机、链接或配置域(PvD)</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ProxyFields</name>
    <message>
        <source>A proxy is missing here. The last one is kept.</source>
        <translation>此处缺少代理，将保留原来的代理。</translation>
    </message>
    <message>
        <source>&amp;See what %1 offers</source>
        <translation>查看 %1 提供的代理(&amp;S)</translation>
    </message>
    <message>
        <source>P&amp;roxy</source>
        <translation>代理(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>名称(&amp;N)</translation>
    </message>
    <message>
        <source>What you call it. Empty: the host of the proxy.</source>
        <translation>您为它取的名称。留空则使用代理的主机名。</translation>
    </message>
</context>
<context>
    <name>culvert::ui::RuleEditor</name>
    <message>
        <source>Say what the rule is for: a destination, a port or a program.</source>
        <translation>请指定规则的适用范围：目标、端口或程序。</translation>
    </message>
    <message>
        <source>Until this is right, the rule stays as it was.</source>
        <translation>改正之前，规则保持原样。</translation>
    </message>
    <message>
        <source>This rule is</source>
        <translation>此规则</translation>
    </message>
    <message>
        <source>&amp;only for</source>
        <translation>仅适用于(&amp;O)</translation>
    </message>
    <message>
        <source>for &amp;everything</source>
        <translation>适用于全部(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Destinations:</source>
        <translation>目标(&amp;D)：</translation>
    </message>
    <message>
        <source>corp.example, *.corp.example, 10.0.0.0/8</source>
        <translation>corp.example, *.corp.example, 10.0.0.0/8</translation>
    </message>
    <message>
        <source>&amp;Ports:</source>
        <translation>端口(&amp;P)：</translation>
    </message>
    <message>
        <source>443, 8000-8999</source>
        <translation>443, 8000-8999</translation>
    </message>
    <message>
        <source>P&amp;rograms:</source>
        <translation>程序(&amp;R)：</translation>
    </message>
    <message>
        <source>&amp;What happens:</source>
        <translation>处理方式(&amp;W)：</translation>
    </message>
    <message>
        <source>Through which profile</source>
        <translation>经由哪个配置</translation>
    </message>
    <message>
        <source>Tunnel: through the proxy</source>
        <translation>隧道：经由代理</translation>
    </message>
    <message>
        <source>Direct: past the proxy</source>
        <translation>直连：绕过代理</translation>
    </message>
    <message>
        <source>Block: not at all</source>
        <translation>阻止：不予连接</translation>
    </message>
    <message>
        <source>The profile in use</source>
        <translation>正在使用的配置</translation>
    </message>
</context>
<context>
    <name>culvert::ui::RuleWords</name>
    <message>
        <source>port %1</source>
        <translation>端口 %1</translation>
    </message>
    <message>
        <source>ports %1</source>
        <translation>端口 %1</translation>
    </message>
    <message>
        <source>asked for by %1</source>
        <comment>a list of programs follows</comment>
        <translation>由 %1 发起</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>two conditions of a rule</comment>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <comment>three conditions of a rule</comment>
        <translation>%1，%2，%3</translation>
    </message>
    <message>
        <source>Tunnel through %1</source>
        <translation>经由 %1 的隧道</translation>
    </message>
    <message>
        <source>Tunnel</source>
        <translation>隧道</translation>
    </message>
    <message>
        <source>Direct</source>
        <translation>直连</translation>
    </message>
    <message>
        <source>Block</source>
        <translation>阻止</translation>
    </message>
    <message>
        <source>the programs of %1</source>
        <translation>%1 的程序</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <comment>conditions of a rule, and what happens then</comment>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>“%1” is neither a domain (corp.example, *.corp.example) nor a network (10.0.0.0/8, 2001:db8::/32).</source>
        <translation>“%1”不是域名 (corp.example, *.corp.example)，也不是网段 (10.0.0.0/8, 2001:db8::/32)。</translation>
    </message>
    <message>
        <source>“%1” is no port and no range of ports (443, 8000-8999).</source>
        <translation>“%1”不是端口，也不是端口范围 (443, 8000-8999)。</translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <comment>at the end of a list</comment>
        <translation>
            <numerusform>另外 %n 项</numerusform>
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
        <translation>有误：%1</translation>
    </message>
    <message>
        <source>%1 (off)</source>
        <comment>%1 is a rule</comment>
        <translation>%1（已关闭）</translation>
    </message>
</context>
<context>
    <name>culvert::ui::RulesView</name>
    <message>
        <source>Rule %1 is wrong. Nothing of the setup can be used until it is right or deleted: passing over a rule would let out what it keeps in.</source>
        <translation>规则 %1 有误。改正或删除它之前，全部设置都无法使用：跳过一条规则，会放行它本应拦住的连接。</translation>
    </message>
    <message>
        <source>Which program is the rule for?</source>
        <translation>规则用于哪个程序？</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>The rule “%1” was deleted.</source>
        <translation>已删除规则“%1”。</translation>
    </message>
    <message>
        <source>No rules</source>
        <translation>没有规则</translation>
    </message>
    <message>
        <source>Without rules, every connection goes through the profile in use. Rules send some of them through another profile, past the proxy, or nowhere.</source>
        <translation>没有规则时，所有连接都经由正在使用的配置。规则可让部分连接改用其他配置、绕过代理，或被阻止。</translation>
    </message>
    <message>
        <source>Add a rule</source>
        <translation>添加规则</translation>
    </message>
    <message>
        <source>The first rule that matches decides; where none does, a connection goes through the profile in use.</source>
        <translation>以第一条匹配的规则为准；都不匹配时，连接经由正在使用的配置。</translation>
    </message>
    <message>
        <source>Rules, in their order</source>
        <translation>规则（按顺序）</translation>
    </message>
    <message>
        <source>Alt+Up and Alt+Down move a rule</source>
        <translation>按 Alt+Up 和 Alt+Down 移动规则</translation>
    </message>
    <message>
        <source>&amp;Add a rule</source>
        <translation>添加规则(&amp;A)</translation>
    </message>
    <message>
        <source>Move &amp;up</source>
        <translation>上移(&amp;U)</translation>
    </message>
    <message>
        <source>Move dow&amp;n</source>
        <translation>下移(&amp;N)</translation>
    </message>
    <message>
        <source>De&amp;lete</source>
        <translation>删除(&amp;L)</translation>
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
        <translation>需要凭据</translation>
    </message>
    <message>
        <source>Please type %1.</source>
        <comment>the password of somebody</comment>
        <translation>请输入 %1。</translation>
    </message>
    <message>
        <source>&amp;Secret</source>
        <translation>凭据(&amp;S)</translation>
    </message>
    <message>
        <source>Secret</source>
        <translation>凭据</translation>
    </message>
    <message>
        <source>S&amp;how it</source>
        <translation>显示(&amp;H)</translation>
    </message>
    <message>
        <source>It stays in memory until Culvert ends, and is written nowhere.</source>
        <translation>凭据仅在 Culvert 退出前留在内存中，不会写入任何位置。</translation>
    </message>
    <message>
        <source>&amp;OK</source>
        <translation>确定(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Not now</source>
        <translation>以后再说(&amp;N)</translation>
    </message>
</context>
<context>
    <name>culvert::ui::Secrets</name>
    <message>
        <source>the token for %1</source>
        <translation>%1 的令牌</translation>
    </message>
    <message>
        <source>the password of %1 at %2</source>
        <translation>%1 在 %2 的密码</translation>
    </message>
    <message>
        <source>the password of %1 for %2</source>
        <translation>%1 用于 %2 的密码</translation>
    </message>
    <message>
        <source>The keychain did not give the secret for %1: it is not there, or the keychain was not unlocked. Unlock it and try again, or type the secret anew.</source>
        <translation>未能从密钥环取得 %1 的凭据：凭据不存在，或密钥环未解锁。请解锁后重试，或重新输入凭据。</translation>
    </message>
    <message>
        <source>The keychain is locked, so that the secret for %1 cannot be had. Unlock it and try again.</source>
        <translation>密钥环已锁定，无法取得 %1 的凭据。请解锁后重试。</translation>
    </message>
    <message>
        <source>There is no keychain here, so that the secret for %1 cannot be had. Type it anew.</source>
        <translation>没有可用的密钥环，无法取得 %1 的凭据。请重新输入。</translation>
    </message>
    <message>
        <source>The keychain does not answer, so that the secret for %1 cannot be had. Try again, or type it anew.</source>
        <translation>密钥环没有响应，无法取得 %1 的凭据。请重试，或重新输入。</translation>
    </message>
    <message>
        <source>The keychain failed, so that the secret for %1 cannot be had. Try again, or type it anew.</source>
        <translation>密钥环出错，无法取得 %1 的凭据。请重试，或重新输入。</translation>
    </message>
    <message>
        <source>The secret for %1 cannot be read from the file %2. Choose another file, or make this one readable by you alone.</source>
        <translation>无法从文件 %2 读取 %1 的凭据。请选择其他文件，或将此文件设为仅您可读。</translation>
    </message>
    <message>
        <source>The keychain did not take it: it is in memory until Culvert ends, and asked for the next time.</source>
        <translation>未能存入密钥环：凭据仅在 Culvert 退出前留在内存中，下次会再次询问。</translation>
    </message>
    <message>
        <source>The token for %1 was not given.</source>
        <translation>未提供 %1 的令牌。</translation>
    </message>
    <message>
        <source>The password of %1 at %2 was not given.</source>
        <translation>未提供 %1 在 %2 的密码。</translation>
    </message>
    <message>
        <source>The password of %1 for %2 was not given.</source>
        <translation>未提供 %1 用于 %2 的密码。</translation>
    </message>
    <message>
        <source>The token for %1 is missing: %2.</source>
        <translation>缺少 %1 的令牌：%2。</translation>
    </message>
    <message>
        <source>The password of %1 at %2 is missing: %3.</source>
        <translation>缺少 %1 在 %2 的密码：%3。</translation>
    </message>
    <message>
        <source>The password of %1 for %2 is missing: %3.</source>
        <translation>缺少 %1 用于 %2 的密码：%3。</translation>
    </message>
</context>
<context>
    <name>culvert::ui::Sentences</name>
    <message>
        <source>This computer could not do what was asked.</source>
        <translation>本机未能完成所请求的操作。</translation>
    </message>
    <message>
        <source>The name of %1 could not be looked up.</source>
        <translation>无法解析 %1 的名称。</translation>
    </message>
    <message>
        <source>The proxy&apos;s name could not be looked up.</source>
        <translation>无法解析代理的名称。</translation>
    </message>
    <message>
        <source>%1 cannot be reached.</source>
        <translation>无法连接 %1。</translation>
    </message>
    <message>
        <source>The proxy cannot be reached.</source>
        <translation>无法连接代理。</translation>
    </message>
    <message>
        <source>No secure connection to %1 could be made.</source>
        <translation>无法与 %1 建立安全连接。</translation>
    </message>
    <message>
        <source>No secure connection to the proxy could be made.</source>
        <translation>无法与代理建立安全连接。</translation>
    </message>
    <message>
        <source>No QUIC connection to %1 could be made.</source>
        <translation>无法与 %1 建立 QUIC 连接。</translation>
    </message>
    <message>
        <source>No QUIC connection to the proxy could be made.</source>
        <translation>无法与代理建立 QUIC 连接。</translation>
    </message>
    <message>
        <source>The conversation with %1 failed.</source>
        <translation>与 %1 的通信失败。</translation>
    </message>
    <message>
        <source>The conversation with the proxy failed.</source>
        <translation>与代理的通信失败。</translation>
    </message>
    <message>
        <source>Sign-in refused by %1.</source>
        <translation>%1 拒绝了登录。</translation>
    </message>
    <message>
        <source>Sign-in refused by the proxy.</source>
        <translation>代理拒绝了登录。</translation>
    </message>
    <message>
        <source>%1 did not connect to the destination.</source>
        <translation>%1 未连接到目标。</translation>
    </message>
    <message>
        <source>The proxy did not connect to the destination.</source>
        <translation>代理未连接到目标。</translation>
    </message>
    <message>
        <source>%1 did not connect to %2.</source>
        <translation>%1 未连接到 %2。</translation>
    </message>
    <message>
        <source>The proxy did not connect to %1.</source>
        <translation>代理未连接到 %1。</translation>
    </message>
    <message>
        <source>%1 could not talk to the destination.</source>
        <translation>%1 无法与目标通信。</translation>
    </message>
    <message>
        <source>The proxy could not talk to the destination.</source>
        <translation>代理无法与目标通信。</translation>
    </message>
    <message>
        <source>%1 could not talk to %2.</source>
        <translation>%1 无法与 %2 通信。</translation>
    </message>
    <message>
        <source>The proxy could not talk to %1.</source>
        <translation>代理无法与 %1 通信。</translation>
    </message>
    <message>
        <source>Its certificate has expired.</source>
        <translation>证书已过期。</translation>
    </message>
    <message>
        <source>Its certificate is not valid yet.</source>
        <translation>证书尚未生效。</translation>
    </message>
    <message>
        <source>It has none of the keys that the profile names.</source>
        <translation>公钥与配置中的公钥固定不符。</translation>
    </message>
    <message>
        <source>Nobody that this computer trusts has signed its certificate.</source>
        <translation>证书不是由本机信任的机构签发的。</translation>
    </message>
    <message>
        <source>Its certificate is for another name.</source>
        <translation>证书属于其他名称。</translation>
    </message>
    <message>
        <source>Its certificate was revoked.</source>
        <translation>证书已被吊销。</translation>
    </message>
    <message>
        <source>Its certificate is not trusted.</source>
        <translation>证书不受信任。</translation>
    </message>
    <message>
        <source>It is not valid.</source>
        <translation>内容无效。</translation>
    </message>
    <message>
        <source>This is not offered there.</source>
        <translation>对方不提供此功能。</translation>
    </message>
    <message>
        <source>The name has no address.</source>
        <translation>此名称没有对应的地址。</translation>
    </message>
    <message>
        <source>The connection was refused.</source>
        <translation>连接被拒绝。</translation>
    </message>
    <message>
        <source>There is no way to it from this network.</source>
        <translation>从当前网络无法到达。</translation>
    </message>
    <message>
        <source>There was no answer in time.</source>
        <translation>未及时响应。</translation>
    </message>
    <message>
        <source>The connection was reset.</source>
        <translation>连接被重置。</translation>
    </message>
    <message>
        <source>The connection was cut off.</source>
        <translation>连接被中断。</translation>
    </message>
    <message>
        <source>It was closed.</source>
        <translation>已被关闭。</translation>
    </message>
    <message>
        <source>The other end broke the rules of the protocol.</source>
        <translation>对方违反了协议规则。</translation>
    </message>
    <message>
        <source>It is not allowed.</source>
        <translation>未获允许。</translation>
    </message>
    <message>
        <source>The user name or the password is missing or wrong.</source>
        <translation>用户名或密码缺失或有误。</translation>
    </message>
    <message>
        <source>The request was not taken.</source>
        <translation>请求未被受理。</translation>
    </message>
    <message>
        <source>A limit was reached.</source>
        <translation>已达到上限。</translation>
    </message>
    <message>
        <source>The system refused.</source>
        <translation>系统拒绝了此操作。</translation>
    </message>
    <message>
        <source>The system says: %1.</source>
        <translation>系统提示：%1。</translation>
    </message>
    <message>
        <source>Check the proxy&apos;s name, and whether this computer is online.</source>
        <translation>请检查代理名称，以及本机是否已联网。</translation>
    </message>
    <message>
        <source>Check the proxy&apos;s address and port, and whether it is running.</source>
        <translation>请检查代理的地址和端口，以及代理是否在运行。</translation>
    </message>
    <message>
        <source>Check the proxy&apos;s address, and whether this computer is online.</source>
        <translation>请检查代理地址，以及本机是否已联网。</translation>
    </message>
    <message>
        <source>Perhaps this network does not let UDP through.</source>
        <translation>当前网络可能不允许 UDP 通过。</translation>
    </message>
    <message>
        <source>Ask whoever runs the proxy to enable it.</source>
        <translation>请联系代理管理员启用。</translation>
    </message>
    <message>
        <source>Check the proxy&apos;s address and port: perhaps this is no proxy.</source>
        <translation>请检查代理的地址和端口：对方可能不是代理。</translation>
    </message>
    <message>
        <source>Ask whoever runs the proxy to renew it, and do not use the proxy until then.</source>
        <translation>请联系代理管理员更新证书，在此之前不要使用此代理。</translation>
    </message>
    <message>
        <source>Check the clock of this computer.</source>
        <translation>请检查本机时间。</translation>
    </message>
    <message>
        <source>Ask whoever runs the proxy whether its key has changed.</source>
        <translation>请向代理管理员确认其密钥是否已更换。</translation>
    </message>
    <message>
        <source>If the proxy has a certificate authority of its own, choose its CA file; otherwise do not use it.</source>
        <translation>如果代理有自己的证书颁发机构，请选择其 CA 文件；否则请不要使用此代理。</translation>
    </message>
    <message>
        <source>Check that the address is that of a connect-tcp proxy.</source>
        <translation>请检查地址是否为 connect-tcp 代理的地址。</translation>
    </message>
    <message>
        <source>Ask whoever runs the proxy how to sign in.</source>
        <translation>请向代理管理员询问登录方式。</translation>
    </message>
    <message>
        <source>Check the template.</source>
        <translation>请检查模板。</translation>
    </message>
    <message>
        <source>Ask whoever runs the proxy whether this destination is allowed.</source>
        <translation>请向代理管理员确认是否允许此目标。</translation>
    </message>
    <message>
        <source>Check the destination&apos;s name.</source>
        <translation>请检查目标名称。</translation>
    </message>
    <message>
        <source>Check the destination&apos;s port.</source>
        <translation>请检查目标端口。</translation>
    </message>
    <message>
        <source>Sign-in refused by %1: check the user name and the password.</source>
        <translation>%1 拒绝了登录：请检查用户名和密码。</translation>
    </message>
    <message>
        <source>Sign-in refused by the proxy: check the user name and the password.</source>
        <translation>代理拒绝了登录：请检查用户名和密码。</translation>
    </message>
    <message>
        <source>%1 asks for a sign-in that connect-tcp does not have.</source>
        <translation>%1 要求的登录方式不受 connect-tcp 支持。</translation>
    </message>
    <message>
        <source>The proxy asks for a sign-in that connect-tcp does not have.</source>
        <translation>代理要求的登录方式不受 connect-tcp 支持。</translation>
    </message>
    <message>
        <source>%1 answers, but is no connect-tcp proxy.</source>
        <translation>%1 有响应，但不是 connect-tcp 代理。</translation>
    </message>
    <message>
        <source>It answers, but is no connect-tcp proxy.</source>
        <translation>对方有响应，但不是 connect-tcp 代理。</translation>
    </message>
    <message>
        <source>%1 has no connect-tcp proxy at this address.</source>
        <translation>%1 在此地址没有 connect-tcp 代理。</translation>
    </message>
    <message>
        <source>There is no connect-tcp proxy at this address.</source>
        <translation>此地址没有 connect-tcp 代理。</translation>
    </message>
    <message>
        <source>%1 is busy: it asks for fewer connections.</source>
        <translation>%1 繁忙：要求减少连接。</translation>
    </message>
    <message>
        <source>The proxy is busy: it asks for fewer connections.</source>
        <translation>代理繁忙：要求减少连接。</translation>
    </message>
    <message>
        <source>A rule blocks it.</source>
        <translation>已被规则阻止。</translation>
    </message>
    <message>
        <source>It was closed on this computer.</source>
        <translation>已在本机关闭。</translation>
    </message>
    <message>
        <source>This cannot be used: %1.</source>
        <translation>无法使用：%1。</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>sentence, stage</comment>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>%1 %2 (%3)</source>
        <comment>two sentences, stage</comment>
        <translation>%1%2（%3）</translation>
    </message>
    <message>
        <source>%1 %2 %3 (%4)</source>
        <comment>three sentences, stage</comment>
        <translation>%1%2%3（%4）</translation>
    </message>
    <message>
        <source>%1 could not be reached directly, without a proxy.</source>
        <translation>无法绕过代理直接连接 %1。</translation>
    </message>
    <message>
        <source>this computer</source>
        <comment>stage</comment>
        <translation>本机</translation>
    </message>
    <message>
        <source>name lookup</source>
        <comment>stage</comment>
        <translation>名称解析</translation>
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
        <translation>登录</translation>
    </message>
    <message>
        <source>proxy</source>
        <comment>stage</comment>
        <translation>代理</translation>
    </message>
    <message>
        <source>destination</source>
        <comment>stage</comment>
        <translation>目标</translation>
    </message>
    <message>
        <source>not valid</source>
        <comment>error</comment>
        <translation>无效</translation>
    </message>
    <message>
        <source>not offered</source>
        <comment>error</comment>
        <translation>不提供</translation>
    </message>
    <message>
        <source>no such name</source>
        <comment>error</comment>
        <translation>名称不存在</translation>
    </message>
    <message>
        <source>refused</source>
        <comment>error</comment>
        <translation>被拒绝</translation>
    </message>
    <message>
        <source>out of reach</source>
        <comment>error</comment>
        <translation>无法到达</translation>
    </message>
    <message>
        <source>no answer</source>
        <comment>error</comment>
        <translation>无响应</translation>
    </message>
    <message>
        <source>reset</source>
        <comment>error</comment>
        <translation>被重置</translation>
    </message>
    <message>
        <source>cut off</source>
        <comment>error</comment>
        <translation>被中断</translation>
    </message>
    <message>
        <source>closed</source>
        <comment>error</comment>
        <translation>已关闭</translation>
    </message>
    <message>
        <source>not trusted</source>
        <comment>error</comment>
        <translation>不受信任</translation>
    </message>
    <message>
        <source>protocol broken</source>
        <comment>error</comment>
        <translation>违反协议</translation>
    </message>
    <message>
        <source>not allowed</source>
        <comment>error</comment>
        <translation>未获允许</translation>
    </message>
    <message>
        <source>sign-in refused</source>
        <comment>error</comment>
        <translation>登录被拒绝</translation>
    </message>
    <message>
        <source>not taken</source>
        <comment>error</comment>
        <translation>未受理</translation>
    </message>
    <message>
        <source>limit reached</source>
        <comment>error</comment>
        <translation>达到上限</translation>
    </message>
    <message>
        <source>system error</source>
        <comment>error</comment>
        <translation>系统错误</translation>
    </message>
    <message>
        <source>Culvert cannot listen at %1: %2.</source>
        <translation>Culvert 无法在 %1 监听：%2。</translation>
    </message>
    <message>
        <source>Culvert cannot listen at %1.</source>
        <translation>Culvert 无法在 %1 监听。</translation>
    </message>
</context>
<context>
    <name>culvert::ui::SettingsPage</name>
    <message>
        <source>Search the settings</source>
        <translation>搜索设置</translation>
    </message>
    <message>
        <source>Start with &amp;new settings</source>
        <translation>改用全新设置(&amp;N)</translation>
    </message>
    <message>
        <source>Take the backup</source>
        <translation>使用备份</translation>
    </message>
    <message>
        <source>Start with new settings</source>
        <translation>改用全新设置</translation>
    </message>
    <message>
        <source>No setting has “%1” in its name or its explanation.</source>
        <translation>没有名称或说明包含“%1”的设置。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>culvert::ui::SetupDocument</name>
    <message>
        <source>Another program has changed the same thing at the same time. What you did here was kept.</source>
        <translation>另一程序同时更改了同一内容。已保留您在此处的更改。</translation>
    </message>
</context>
<context>
    <name>culvert::ui::SharePanel</name>
    <message>
        <source>The link is in the clipboard.</source>
        <translation>链接已复制到剪贴板。</translation>
    </message>
    <message>
        <source>Save the profile</source>
        <translation>保存配置</translation>
    </message>
    <message>
        <source>Profiles of Culvert (*.json)</source>
        <translation>Culvert 的配置 (*.json)</translation>
    </message>
    <message>
        <source>The profile is in the file %1.</source>
        <translation>配置已保存到文件 %1。</translation>
    </message>
    <message>
        <source>Give “%1” to somebody else</source>
        <translation>将“%1”分享给他人</translation>
    </message>
    <message>
        <source>A link or a file has the proxy and how to sign in, but no file of this computer.</source>
        <translation>链接或文件包含代理和登录方式，但不包含本机上的文件。</translation>
    </message>
    <message>
        <source>With the &amp;token: whoever has the link can use it</source>
        <translation>附带令牌：任何人取得链接都能使用(&amp;T)</translation>
    </message>
    <message>
        <source>With the pass&amp;word: whoever has the link can use it</source>
        <translation>附带密码：任何人取得链接都能使用(&amp;W)</translation>
    </message>
    <message>
        <source>Copy &amp;link</source>
        <translation>复制链接(&amp;L)</translation>
    </message>
    <message>
        <source>Save as &amp;file…</source>
        <translation>保存为文件(&amp;F)…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>culvert::ui::Sidebar</name>
    <message>
        <source>Overview</source>
        <translation>概览</translation>
    </message>
    <message>
        <source>Profiles</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>Applications</source>
        <translation>应用程序</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Trace</source>
        <translation>跟踪</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
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
        <translation>不登录</translation>
    </message>
    <message>
        <source>User name and password</source>
        <translation>用户名和密码</translation>
    </message>
    <message>
        <source>User name and password, sent at once</source>
        <translation>用户名和密码，立即发送</translation>
    </message>
    <message>
        <source>User name and password, only as a digest</source>
        <translation>用户名和密码，仅以摘要方式</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>令牌</translation>
    </message>
    <message>
        <source>Private key, concealed</source>
        <translation>私钥，隐匿方式</translation>
    </message>
    <message>
        <source>A token is kept in the keychain.</source>
        <translation>令牌保存在密钥环中。</translation>
    </message>
    <message>
        <source>A password is kept in the keychain.</source>
        <translation>密码保存在密钥环中。</translation>
    </message>
    <message>
        <source>It is read from the file %1.</source>
        <translation>从文件 %1 读取。</translation>
    </message>
    <message>
        <source>It is known until Culvert ends, and asked for after that.</source>
        <translation>在 Culvert 退出前保留，之后会再次询问。</translation>
    </message>
    <message>
        <source>To&amp;ken</source>
        <translation>令牌(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Password</source>
        <translation>密码(&amp;P)</translation>
    </message>
    <message>
        <source>It is kept in the keychain, and not shown again. Without it you are asked for it each time that Culvert is started.</source>
        <translation>保存在密钥环中，不再显示。如不填写，每次启动 Culvert 时都会询问。</translation>
    </message>
    <message>
        <source>A file is named by its whole path, from the top folder on.</source>
        <translation>文件须以完整路径指定，从顶层文件夹开始。</translation>
    </message>
    <message>
        <source>The proxy lets everybody in, or knows you by a client certificate.</source>
        <translation>代理允许任何人使用，或通过客户端证书识别您。</translation>
    </message>
    <message>
        <source>They are sent when the proxy asks for them: it costs a round trip, once.</source>
        <translation>代理要求时才发送：仅多花一次往返。</translation>
    </message>
    <message>
        <source>Saves the round trip of being asked. Only for a proxy that you trust with the password.</source>
        <translation>可节省代理询问的一次往返。只应用于您放心提供密码的代理。</translation>
    </message>
    <message>
        <source>The proxy never sees the password itself. Few proxies can do that.</source>
        <translation>代理不会看到密码本身。支持此方式的代理很少。</translation>
    </message>
    <message>
        <source>A long text from your provider, sent at once.</source>
        <translation>服务商提供的一段长文本，立即发送。</translation>
    </message>
    <message>
        <source>Nobody can see that the proxy is one without the key (RFC 9729).</source>
        <translation>没有密钥的人看不出这是代理 (RFC 9729)。</translation>
    </message>
    <message>
        <source>How the pro&amp;xy knows you</source>
        <translation>代理如何识别您(&amp;X)</translation>
    </message>
    <message>
        <source>User na&amp;me</source>
        <translation>用户名(&amp;M)</translation>
    </message>
    <message>
        <source>Na&amp;me of the key</source>
        <translation>密钥名称(&amp;M)</translation>
    </message>
    <message>
        <source>As your provider has noted it.</source>
        <translation>与服务商登记的一致。</translation>
    </message>
    <message>
        <source>Pri&amp;vate key</source>
        <translation>私钥(&amp;V)</translation>
    </message>
    <message>
        <source>A PEM file with an Ed25519 or P-256 key, which stays where it is.</source>
        <translation>含有 Ed25519 或 P-256 密钥的 PEM 文件，文件留在原处。</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Choose the private key</source>
        <translation>选择私钥</translation>
    </message>
    <message>
        <source>Keys (*.pem *.key);;All files (*)</source>
        <translation>密钥 (*.pem *.key);;所有文件 (*)</translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translation>保存(&amp;K)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Chan&amp;ge</source>
        <translation>更改(&amp;G)</translation>
    </message>
    <message>
        <source>Remo&amp;ve</source>
        <translation>移除(&amp;V)</translation>
    </message>
    <message>
        <source>Not kept</source>
        <translation>未保存</translation>
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
        <translation>关闭 Culvert</translation>
    </message>
    <message>
        <source>Turn Culvert on</source>
        <translation>开启 Culvert</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Turn it on, and applications can go through %1.</source>
        <translation>开启后，应用程序即可经由 %1 连接。</translation>
    </message>
    <message>
        <source>Culvert tries again by itself until you turn it off.</source>
        <translation>Culvert 会自动重试，直到您将它关闭。</translation>
    </message>
</context>
<context>
    <name>culvert::ui::StateStrip</name>
    <message>
        <source>On, with a problem</source>
        <translation>已开启，但有问题</translation>
    </message>
    <message>
        <source>Culvert is on</source>
        <translation>Culvert 已开启</translation>
    </message>
    <message>
        <source>Turn Culvert off</source>
        <translation>关闭 Culvert</translation>
    </message>
    <message>
        <source>Turn Culvert on</source>
        <translation>开启 Culvert</translation>
    </message>
</context>
<context>
    <name>culvert::ui::StepDone</name>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>&amp;Finish</source>
        <translation>完成(&amp;F)</translation>
    </message>
    <message>
        <source>The profile “%1” has been added.</source>
        <translation>已添加配置“%1”。</translation>
    </message>
    <message>
        <source>The password goes into the keychain …</source>
        <translation>正在将密码存入密钥环……</translation>
    </message>
    <message>
        <source>Programs come in at %1, by SOCKS or HTTP.</source>
        <translation>程序可通过 SOCKS 或 HTTP 从 %1 接入。</translation>
    </message>
    <message>
        <source>For your programs</source>
        <translation>供您的程序使用</translation>
    </message>
    <message>
        <source>Paste this into a terminal, and what you start in it goes through Culvert:</source>
        <translation>将以下内容粘贴到终端，从该终端启动的程序就会通过 Culvert 连接：</translation>
    </message>
    <message>
        <source>&amp;Copy for terminal</source>
        <translation>复制终端命令(&amp;C)</translation>
    </message>
    <message>
        <source>Copy for terminal</source>
        <translation>复制终端命令</translation>
    </message>
    <message>
        <source>Copy the address</source>
        <translation>复制地址</translation>
    </message>
    <message>
        <source>&amp;Use it now</source>
        <translation>立即使用(&amp;U)</translation>
    </message>
</context>
<context>
    <name>culvert::ui::StepGiven</name>
    <message>
        <source>The built-in proxy is being started …</source>
        <translation>正在启动内置代理……</translation>
    </message>
    <message>
        <source>Built-in proxy</source>
        <translation>内置代理</translation>
    </message>
    <message>
        <source>Welcome to Culvert</source>
        <translation>欢迎使用 Culvert</translation>
    </message>
    <message>
        <source>A new profile</source>
        <translation>新建配置</translation>
    </message>
    <message>
        <source>&amp;Next</source>
        <translation>下一步(&amp;N)</translation>
    </message>
    <message>
        <source>Culvert carries the connections of your programs through a proxy. Paste what whoever runs the proxy gave you.</source>
        <translation>Culvert 让您的程序经由代理连接。请粘贴代理管理员提供的内容。</translation>
    </message>
    <message>
        <source>Paste what whoever runs the proxy gave you.</source>
        <translation>请粘贴代理管理员提供的内容。</translation>
    </message>
    <message>
        <source>What you were &amp;given</source>
        <translation>代理管理员提供的内容(&amp;G)</translation>
    </message>
    <message>
        <source>It is kept in the keychain, and not shown again. Without it you are asked for it each time that Culvert is started.</source>
        <translation>保存在密钥环中，不再显示。如不填写，每次启动 Culvert 时都会询问。</translation>
    </message>
    <message>
        <source>T&amp;oken</source>
        <translation>令牌(&amp;O)</translation>
    </message>
    <message>
        <source>Passw&amp;ord of %1</source>
        <translation>%1 的密码(&amp;O)</translation>
    </message>
    <message>
        <source>N&amp;ame of the profile</source>
        <translation>配置名称(&amp;A)</translation>
    </message>
    <message>
        <source>No proxy yet?</source>
        <translation>还没有代理？</translation>
    </message>
    <message>
        <source>Culvert can start a proxy of its own on this computer, to see how all of it works. It hides nothing: connections leave from this computer as they do now.</source>
        <translation>Culvert 可在本机启动内置代理，供您了解整个工作方式。它不会隐藏任何信息：连接仍像现在一样从本机发出。</translation>
    </message>
    <message>
        <source>T&amp;ry it with the built-in proxy</source>
        <translation>试用内置代理(&amp;R)</translation>
    </message>
</context>
<context>
    <name>culvert::ui::StepTest</name>
    <message>
        <source>The proxy wants to know who you are.</source>
        <translation>代理需要确认您的身份。</translation>
    </message>
    <message>
        <source>Does it work?</source>
        <translation>能否使用？</translation>
    </message>
    <message>
        <source>&amp;Next</source>
        <translation>下一步(&amp;N)</translation>
    </message>
    <message>
        <source>Use it any&amp;way</source>
        <translation>仍要使用(&amp;W)</translation>
    </message>
    <message>
        <source>One connection is opened through %1, to see whether it can be.</source>
        <translation>将经由 %1 打开一个连接，检查能否连通。</translation>
    </message>
    <message>
        <source>Sign-in</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>&amp;User name</source>
        <translation>用户名(&amp;U)</translation>
    </message>
    <message>
        <source>T&amp;oken</source>
        <translation>令牌(&amp;O)</translation>
    </message>
    <message>
        <source>Passw&amp;ord</source>
        <translation>密码(&amp;O)</translation>
    </message>
    <message>
        <source>It is kept in the keychain, and not shown again.</source>
        <translation>保存在密钥环中，不再显示。</translation>
    </message>
    <message>
        <source>Test a&amp;gain</source>
        <translation>重新测试(&amp;G)</translation>
    </message>
</context>
<context>
    <name>culvert::ui::Steps</name>
    <message>
        <source>Looks up %1</source>
        <translation>解析 %1</translation>
    </message>
    <message numerus="yes">
        <source>Found %n address(es)</source>
        <translation>
            <numerusform>找到 %n 个地址</numerusform>
        </translation>
    </message>
    <message>
        <source>Connects to %1</source>
        <translation>连接 %1</translation>
    </message>
    <message>
        <source>Connected to %1</source>
        <translation>已连接 %1</translation>
    </message>
    <message>
        <source>TLS handshake begins</source>
        <translation>TLS 握手开始</translation>
    </message>
    <message>
        <source>TLS is ready: %1</source>
        <translation>TLS 已就绪：%1</translation>
    </message>
    <message>
        <source>Connects to %1 by QUIC</source>
        <translation>通过 QUIC 连接 %1</translation>
    </message>
    <message>
        <source>QUIC is ready: %1</source>
        <translation>QUIC 已就绪：%1</translation>
    </message>
    <message>
        <source>QUIC failed, TCP goes on: %1</source>
        <translation>QUIC 失败，继续使用 TCP：%1</translation>
    </message>
    <message>
        <source>%1 is ready for requests</source>
        <translation>%1 已可接收请求</translation>
    </message>
    <message>
        <source>No connection to the proxy: %1</source>
        <translation>未能连接代理：%1</translation>
    </message>
    <message>
        <source>The connection to the proxy ended: %1</source>
        <translation>到代理的连接已结束：%1</translation>
    </message>
    <message>
        <source>An application wants to go to %1</source>
        <translation>应用程序要连接 %1</translation>
    </message>
    <message>
        <source>Decided: %1</source>
        <translation>判定：%1</translation>
    </message>
    <message>
        <source>Waits for a connection to the proxy</source>
        <translation>等待到代理的连接</translation>
    </message>
    <message>
        <source>Request sent (%1)</source>
        <translation>已发送请求 (%1)</translation>
    </message>
    <message>
        <source>The proxy has the request</source>
        <translation>代理已收到请求</translation>
    </message>
    <message>
        <source>The proxy answered %1</source>
        <comment>a status of HTTP</comment>
        <translation>代理响应 %1</translation>
    </message>
    <message>
        <source>Asks once more: %1</source>
        <translation>再次请求：%1</translation>
    </message>
    <message>
        <source>%1 cannot be reached, asks the next proxy</source>
        <translation>无法连接 %1，改向下一个代理请求</translation>
    </message>
    <message>
        <source>Open in both directions</source>
        <translation>双向连通</translation>
    </message>
    <message>
        <source>The application sends no more</source>
        <translation>应用程序不再发送</translation>
    </message>
    <message>
        <source>The destination sends no more</source>
        <translation>目标不再发送</translation>
    </message>
    <message>
        <source>Over: %1</source>
        <translation>已结束：%1</translation>
    </message>
    <message>
        <source>Failed: %1</source>
        <translation>失败：%1</translation>
    </message>
    <message>
        <source>direct</source>
        <translation>直连</translation>
    </message>
    <message>
        <source>block</source>
        <translation>阻止</translation>
    </message>
    <message>
        <source>tunnel</source>
        <translation>隧道</translation>
    </message>
    <message>
        <source>tunnel through %1</source>
        <translation>经由 %1 的隧道</translation>
    </message>
    <message>
        <source>Rule %1: everything → %2</source>
        <translation>规则 %1：全部 → %2</translation>
    </message>
    <message>
        <source>Rule %1: %2 → %3</source>
        <translation>规则 %1：%2 → %3</translation>
    </message>
    <message>
        <source>No rule matches → %1</source>
        <translation>没有匹配的规则 → %1</translation>
    </message>
    <message>
        <source>The forward&apos;s or listener&apos;s own profile → tunnel through %1</source>
        <translation>转发或监听地址自身的配置 → 经由 %1 的隧道</translation>
    </message>
</context>
<context>
    <name>culvert::ui::StepsLine</name>
    <message>
        <source>Step %1 of %2: %3</source>
        <translation>第 %1 步，共 %2 步：%3</translation>
    </message>
</context>
<context>
    <name>culvert::ui::TestPanel</name>
    <message>
        <source>Check the sign-in</source>
        <translation>检查登录</translation>
    </message>
    <message>
        <source>Check the certificate authority</source>
        <translation>检查证书颁发机构</translation>
    </message>
    <message>
        <source>Check the proxy</source>
        <translation>检查代理</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>停止(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Test</source>
        <translation>测试(&amp;T)</translation>
    </message>
    <message>
        <source>It works: a connection to %1 was open after %2, over %3.</source>
        <translation>可以使用：通过 %3 连通 %1，用时 %2。</translation>
    </message>
    <message>
        <source>It works: a connection to %1 was open after %2.</source>
        <translation>可以使用：已连通 %1，用时 %2。</translation>
    </message>
    <message>
        <source>D&amp;estination of the test</source>
        <translation>测试目标(&amp;E)</translation>
    </message>
    <message>
        <source>A connection is opened to it through the proxy, and closed again. Nothing is sent.</source>
        <translation>将经由代理打开一个到测试目标的连接，随即关闭，不发送任何数据。</translation>
    </message>
    <message>
        <source>The test is running</source>
        <translation>正在测试</translation>
    </message>
</context>
<context>
    <name>culvert::ui::ThroughputChart</name>
    <message>
        <source>Nothing is known yet.</source>
        <translation>暂无数据。</translation>
    </message>
    <message>
        <source>Down %1, up %2. The most in the last five minutes: down %3, up %4.</source>
        <translation>下行 %1，上行 %2。最近五分钟的最高值：下行 %3，上行 %4。</translation>
    </message>
    <message>
        <source>%1, on average</source>
        <translation>%1，平均值</translation>
    </message>
    <message>
        <source>Down %1</source>
        <translation>下行 %1</translation>
    </message>
    <message>
        <source>Up %1</source>
        <translation>上行 %1</translation>
    </message>
    <message>
        <source>Throughput of the last five minutes</source>
        <translation>最近五分钟的吞吐量</translation>
    </message>
    <message>
        <source>0</source>
        <translation>0</translation>
    </message>
    <message>
        <source>now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>%1 min</source>
        <comment>of an axis, how long ago</comment>
        <translation>%1 分钟</translation>
    </message>
    <message>
        <source>Nothing went through in the last five minutes</source>
        <translation>最近五分钟没有流量</translation>
    </message>
</context>
<context>
    <name>culvert::ui::TraceExport</name>
    <message>
        <source>Save the trace</source>
        <translation>保存跟踪</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <source>Comma-separated values (*.csv)</source>
        <translation>逗号分隔值 (*.csv)</translation>
    </message>
</context>
<context>
    <name>culvert::ui::TraceModel</name>
    <message numerus="yes">
        <source>%n steps were left out here: they came quicker than they can be read.</source>
        <translation>
            <numerusform>此处略去了 %n 个步骤：产生过快，来不及读取。</numerusform>
        </translation>
    </message>
    <message>
        <source>Number of the connection to the proxy, which carries connections of applications.</source>
        <translation>代理连接的编号，应用程序的连接由它承载。</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>秒</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>To proxy</source>
        <translation>代理连接</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>事件</translation>
    </message>
</context>
<context>
    <name>culvert::ui::TracePage</name>
    <message>
        <source>The trace was saved to %1.</source>
        <translation>跟踪已保存到 %1。</translation>
    </message>
    <message>
        <source>The trace could not be saved to %1.</source>
        <translation>无法将跟踪保存到 %1。</translation>
    </message>
    <message>
        <source>Save to another place</source>
        <translation>保存到其他位置</translation>
    </message>
    <message>
        <source>Filter, in words of a step or a number</source>
        <translation>筛选，可用步骤文字或编号</translation>
    </message>
    <message>
        <source>Filter of the trace</source>
        <translation>筛选跟踪</translation>
    </message>
    <message>
        <source>F&amp;ollow</source>
        <translation>跟随(&amp;O)</translation>
    </message>
    <message>
        <source>Keep the newest step in view</source>
        <translation>始终显示最新步骤</translation>
    </message>
    <message>
        <source>Clea&amp;r</source>
        <translation>清空(&amp;R)</translation>
    </message>
    <message>
        <source>Empty the table; new steps go on coming</source>
        <translation>清空表格，新步骤仍会出现</translation>
    </message>
    <message>
        <source>&amp;Export</source>
        <translation>导出(&amp;E)</translation>
    </message>
    <message>
        <source>Save all steps that are still known, whatever is shown</source>
        <translation>保存仍保留的所有步骤，与当前显示无关</translation>
    </message>
    <message>
        <source>As &amp;JSON…</source>
        <translation>导出为 JSON(&amp;J)…</translation>
    </message>
    <message>
        <source>As &amp;comma-separated values…</source>
        <translation>导出为逗号分隔值(&amp;C)…</translation>
    </message>
    <message>
        <source>Cop&amp;y rows</source>
        <translation>复制行(&amp;Y)</translation>
    </message>
    <message>
        <source>Trace</source>
        <translation>跟踪</translation>
    </message>
    <message>
        <source>Only connection %1</source>
        <translation>仅连接 %1</translation>
    </message>
    <message>
        <source>Show the steps of all connections again</source>
        <translation>重新显示所有连接的步骤</translation>
    </message>
    <message>
        <source>&amp;Go on</source>
        <translation>继续(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>暂停(&amp;P)</translation>
    </message>
    <message>
        <source>Let new steps come again</source>
        <translation>继续接收新步骤</translation>
    </message>
    <message>
        <source>Let no new steps come</source>
        <translation>停止接收新步骤</translation>
    </message>
    <message numerus="yes">
        <source>%n steps</source>
        <translation>
            <numerusform>%n 个步骤</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 steps</source>
        <translation>%1 / %2 个步骤</translation>
    </message>
    <message>
        <source>Paused: new steps do not come.</source>
        <translation>已暂停：不接收新步骤。</translation>
    </message>
    <message numerus="yes">
        <source>%n older steps were left out, since no more are kept here.</source>
        <translation>
            <numerusform>已略去 %n 个较早的步骤，此处不再保留。</numerusform>
        </translation>
    </message>
    <message>
        <source>Each step of each connection is shown here as it happens: looking up a name, reaching the proxy, asking it, and how it ends.</source>
        <translation>每个连接的每个步骤都会在发生时显示在这里：解析名称、连接代理、发出请求，以及如何结束。</translation>
    </message>
    <message>
        <source>No step has all of these words.</source>
        <translation>没有包含所有这些文字的步骤。</translation>
    </message>
    <message>
        <source>Nothing has happened yet</source>
        <translation>还没有任何事件</translation>
    </message>
    <message>
        <source>Turn on</source>
        <translation>开启</translation>
    </message>
</context>
<context>
    <name>culvert::ui::TrafficCard</name>
    <message>
        <source>Throughput</source>
        <translation>吞吐量</translation>
    </message>
    <message>
        <source>Down %1</source>
        <translation>下行 %1</translation>
    </message>
    <message>
        <source>Up %1</source>
        <translation>上行 %1</translation>
    </message>
    <message>
        <source>%1 down, %2 up since the start</source>
        <translation>启动以来下行 %1，上行 %2</translation>
    </message>
</context>
<context>
    <name>culvert::ui::Tray</name>
    <message>
        <source>Culvert: %1</source>
        <comment>tool tip of the tray&apos;s icon; %1 is the state, a sentence</comment>
        <translation>Culvert：%1</translation>
    </message>
</context>
<context>
    <name>culvert::ui::TrayMenu</name>
    <message>
        <source>Turn off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Turn on</source>
        <translation>开启</translation>
    </message>
    <message>
        <source>Copy environment for terminal</source>
        <translation>复制终端环境变量</translation>
    </message>
    <message>
        <source>Open Culvert</source>
        <translation>打开 Culvert</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>%1 down, %2 up</source>
        <comment>throughput</comment>
        <translation>下行 %1，上行 %2</translation>
    </message>
</context>
<context>
    <name>culvert::ui::Understood</name>
    <message>
        <source>The classic CONNECT proxy %1 at port %2.</source>
        <translation>传统 CONNECT 代理 %1，端口 %2。</translation>
    </message>
    <message>
        <source>The proxy %1 at port %2, with the usual template.</source>
        <translation>代理 %1，端口 %2，使用常用模板。</translation>
    </message>
    <message>
        <source>A provisioning domain: %1 can be asked which proxies it offers.</source>
        <translation>配置域(PvD)：可向 %1 询问它提供哪些代理。</translation>
    </message>
    <message>
        <source>An address that begins with http:// is not protected: Culvert needs a proxy with https://.</source>
        <translation>以 http:// 开头的地址不受保护：Culvert 需要 https:// 代理。</translation>
    </message>
    <message>
        <source>This is a SOCKS proxy. Culvert needs a template, a host or a link of a connect-tcp proxy.</source>
        <translation>这是 SOCKS 代理。Culvert 需要 connect-tcp 代理的模板、主机或链接。</translation>
    </message>
    <message>
        <source>Addresses that begin with %1:// are for other programs.</source>
        <translation>以 %1:// 开头的地址供其他程序使用。</translation>
    </message>
    <message>
        <source>This address is no template: {target_host} and {target_port} are missing. If the provider named nothing but a host, %1 is enough.</source>
        <translation>此地址不是模板：缺少 {target_host} 和 {target_port}。如果服务商只提供了主机，填写 %1 即可。</translation>
    </message>
    <message>
        <source>A template of the proxy %1 at port %2.</source>
        <translation>代理 %1 的模板，端口 %2。</translation>
    </message>
    <message>
        <source>A link of Culvert, with a profile for %1.</source>
        <translation>Culvert 链接，含有用于 %1 的配置。</translation>
    </message>
    <message>
        <source>A link of Culvert, with the profile “%1” for %2.</source>
        <translation>Culvert 链接，含有用于 %2 的配置“%1”。</translation>
    </message>
    <message>
        <source>There is no template, host, link or provisioning domain in this text.</source>
        <translation>此文本中没有模板、主机、链接或配置域(PvD)。</translation>
    </message>
    <message>
        <source>This is too much text: paste what names the proxy.</source>
        <translation>文本过长：请只粘贴指定代理的内容。</translation>
    </message>
    <message>
        <source>Without a name</source>
        <translation>未命名</translation>
    </message>
</context>
<context>
    <name>culvert::ui::UndoBar</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Undo (%1)</source>
        <comment>keys</comment>
        <translation>撤销 (%1)</translation>
    </message>
</context>
<context>
    <name>culvert::ui::UpdatesGroup</name>
    <message>
        <source>Updates</source>
        <translation>更新</translation>
    </message>
    <message>
        <source>Look for &amp;updates</source>
        <translation>检查更新(&amp;U)</translation>
    </message>
</context>
<context>
    <name>culvert::ui::VersionsField</name>
    <message>
        <source>Prefer this version more</source>
        <translation>提高此版本的优先级</translation>
    </message>
    <message>
        <source>Prefer this version less</source>
        <translation>降低此版本的优先级</translation>
    </message>
</context>
</TS>
