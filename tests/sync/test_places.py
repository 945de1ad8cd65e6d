"""Where a path leads to on each of the three systems, and which form of shared file is recommended there."""

import pytest

from crm_desktop.sync.hubs.places import Facts, Form, Kind, Mount, Place, facts_here, recognise, without_password

WINDOWS = Facts(
    mounts=(Mount("C:\\"), Mount("Z:\\", is_remote=True), Mount("E:\\", is_removable=True)),
    cloud_folders={"D:\\Work\\Cloud": "OneDrive"},
    is_windows=True,
)
LINUX = Facts(
    mounts=(
        Mount("/", "ext4", "/dev/sda1"),
        Mount("/mnt/team", "cifs", "//server/team"),
        Mount("/srv/share", "nfs4", "server:/share"),
        Mount("/media/anna/STICK", "vfat", "/dev/sdb1"),
        Mount("/run/user/1000/gvfs", "fuse.gvfsd-fuse", "gvfsd-fuse"),
    )
)
MAC = Facts(
    mounts=(
        Mount("/", "apfs", "/dev/disk3s1"),
        Mount("/System/Volumes/Data", "apfs", "/dev/disk3s5"),
        Mount("/Volumes/team", "smbfs", "//anna@server/team"),
        Mount("/Volumes/STICK", "msdos", "/dev/disk4s1"),
    )
)
CASES = (
    (WINDOWS, r"C:\Data\Anna\Documents\Team.crmhub", Kind.LOCAL, ""),
    (WINDOWS, r"\\server\team\Team.crmhub", Kind.NETWORK, ""),
    (WINDOWS, r"Z:\Team.crmhub", Kind.NETWORK, ""),
    (WINDOWS, r"E:\Team.crmhub", Kind.REMOVABLE, ""),
    (WINDOWS, r"C:\Data\Anna\OneDrive - Haverton GmbH\Team.crmhub", Kind.CLOUD, "OneDrive"),
    (WINDOWS, r"D:\Work\Cloud\CRM\Team.crmhub", Kind.CLOUD, "OneDrive"),
    (WINDOWS, r"C:\Data\Anna\Dropbox (Haverton)\Team.crmhub", Kind.CLOUD, "Dropbox"),
    (WINDOWS, r"G:\My Drive\Team.crmhub", Kind.CLOUD, "Google Drive"),
    (WINDOWS, r"C:\Data\王\我的坚果云\Team.crmhub", Kind.CLOUD, "坚果云"),
    (WINDOWS, r"C:\Data\王\Nutstore\1\Team.crmhub", Kind.CLOUD, "坚果云"),
    (WINDOWS, r"D:\BaiduSyncdisk\Team.crmhub", Kind.CLOUD, "百度网盘"),
    (LINUX, "/data/anna/Documents/Team.crmhub", Kind.LOCAL, ""),
    (LINUX, "/mnt/team/CRM/Team.crmhub", Kind.NETWORK, ""),
    (LINUX, "/mnt/teams/Team.crmhub", Kind.LOCAL, ""),
    (LINUX, "/srv/share/Team.crmhub", Kind.NETWORK, ""),
    (LINUX, "/media/anna/STICK/Team.crmhub", Kind.REMOVABLE, ""),
    (LINUX, "/run/user/1000/gvfs/smb-share:server=s/Team.crmhub", Kind.NETWORK, ""),
    (LINUX, "/data/anna/Nextcloud/Team.crmhub", Kind.CLOUD, "Nextcloud"),
    (MAC, "/data/anna/Library/Mobile Documents/com~apple~CloudDocs/Team.crmhub", Kind.CLOUD, "iCloud Drive"),
    (MAC, "/data/anna/Library/CloudStorage/OneDrive-Haverton/Team.crmhub", Kind.CLOUD, "OneDrive"),
    (MAC, "/data/anna/Library/CloudStorage/GoogleDrive-anna@haverton.com/Team.crmhub", Kind.CLOUD, "Google Drive"),
    (MAC, "/Volumes/team/Team.crmhub", Kind.NETWORK, ""),
    (MAC, "/Volumes/STICK/Team.crmhub", Kind.REMOVABLE, ""),
    (MAC, "/data/anna/Documents/Team.crmhub", Kind.LOCAL, ""),
)


@pytest.mark.parametrize(("facts", "path", "kind", "service"), CASES)
def test_places_are_recognised(facts: Facts, path: str, kind: Kind, service: str) -> None:
    form = Form.FILE if kind in (Kind.NETWORK, Kind.REMOVABLE) else Form.FOLDER
    assert recognise(path, facts) == Place(kind, form, service)


def test_an_address_of_a_server_is_no_path() -> None:
    assert recognise("postgresql+psycopg://anna@server/crm", WINDOWS) == Place(Kind.SERVER, Form.POSTGRESQL)


def test_the_password_of_a_server_is_never_shown() -> None:
    server = "postgresql+psycopg://anna:se@cr/et@server:5432/crm?sslmode=require&password=secret"
    assert without_password(server) == "postgresql+psycopg://anna:••••@server:5432/crm?sslmode=require&password=••••"
    for plain in ("postgresql://anna@server/crm", "/srv/a:b@c/Team.crmhub"):
        assert without_password(plain) == plain


def test_this_computer_tells_its_volumes() -> None:
    assert any(mount.point in ("/", "C:\\") for mount in facts_here().mounts)
