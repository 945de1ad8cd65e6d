; The setup program for Windows, compiled by Inno Setup 6 (installer/pack.py gives Version, Built, Out and Name).

[Setup]
AppId={{6C4B8E6F-2C0B-4E7C-9B0E-5B1D0F6A7C31}
AppName=CRM Desktop
AppVersion={#Version}
AppVerName=CRM Desktop {#Version}
; For one user, so that nobody needs an administrator; who is one may install for all.
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
DefaultDirName={autopf}\CRM Desktop
DisableProgramGroupPage=yes
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
OutputDir={#Out}
OutputBaseFilename={#Name}
SetupIconFile=..\resources\app\crm-desktop.ico
UninstallDisplayIcon={app}\CRM Desktop.exe
Compression=lzma2
SolidCompression=yes
WizardStyle=modern
ChangesAssociations=yes
CloseApplications=yes

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked

[InstallDelete]
; What an older version had and this one has not must not stay beside it.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "{#Built}\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{autoprograms}\CRM Desktop"; Filename: "{app}\CRM Desktop.exe"
Name: "{autodesktop}\CRM Desktop"; Filename: "{app}\CRM Desktop.exe"; Tasks: desktopicon

[Registry]
Root: HKA; Subkey: "Software\Classes\.crm\OpenWithProgids"; ValueType: string; ValueName: "CRMDesktop.Company"; ValueData: ""; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\CRMDesktop.Company"; ValueType: string; ValueName: ""; ValueData: "CRM company file"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\CRMDesktop.Company\DefaultIcon"; ValueType: string; ValueName: ""; ValueData: "{app}\CRM Desktop.exe,0"
Root: HKA; Subkey: "Software\Classes\CRMDesktop.Company\shell\open\command"; ValueType: string; ValueName: ""; ValueData: """{app}\CRM Desktop.exe"" ""%1"""

[Run]
Filename: "{app}\CRM Desktop.exe"; Description: "{cm:LaunchProgram,CRM Desktop}"; Flags: nowait postinstall skipifsilent
