using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;

namespace Sonde.Kernel.Tests.Files;

public sealed class RegularFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sonde-").FullName;

    public RegularFileTests()
    {
        Directory.CreateDirectory($"{_folder}/root/etc");
        File.WriteAllText($"{_folder}/root/etc/inside", "inside");
        File.WriteAllText($"{_folder}/outside", "outside");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_link_in_a_root_leads_to_that_roots_file()
    {
        // As an absolute link of a container does, whose target this process has, too.
        File.CreateSymbolicLink($"{_folder}/root/link", "/etc/inside");
        File.CreateSymbolicLink($"{_folder}/root/escape", "../../outside");
        using (SafeFileHandle file = RegularFile.OpenIn($"{_folder}/root", "/link"))
            Assert.Equal(6, RandomAccess.GetLength(file));
        Assert.Equal(Errno.ENOENT, Assert.Throws<KernelException>(() => RegularFile.OpenIn($"{_folder}/root", "escape")).Errno);
        Assert.Equal(Errno.ELOOP, Assert.Throws<KernelException>(() => RegularFile.OpenIn($"{_folder}/root", "link", followLink: false)).Errno);
    }

    [Fact]
    public void A_file_is_deleted_in_its_root_wherever_links_say_that_its_folder_is()
    {
        uint user = OwnerOf("/outside", _folder);
        // The folder's target is one of this process, too.
        File.CreateSymbolicLink($"{_folder}/root/var", _folder);
        Assert.Equal(Errno.ENOENT, Assert.Throws<KernelException>(() => RegularFile.DeleteIn($"{_folder}/root", "/var/outside", user)).Errno);
        Assert.True(File.Exists($"{_folder}/outside"));
        File.CreateSymbolicLink($"{_folder}/root/config", "/etc");
        Assert.True(RegularFile.DeleteIn($"{_folder}/root", "/config/inside", user));
        Assert.False(File.Exists($"{_folder}/root/etc/inside"));
    }

    [Fact]
    public void Only_a_regular_file_of_its_user_is_deleted()
    {
        uint user = OwnerOf("/outside", _folder);
        File.CreateSymbolicLink($"{_folder}/link", "outside");
        Assert.False(RegularFile.DeleteIn(_folder, "/link", user));
        Assert.False(RegularFile.DeleteIn(_folder, "/outside", user + 1));
        Assert.True(File.Exists($"{_folder}/link"));
        Assert.True(RegularFile.DeleteIn(_folder, "/outside", user));
        Assert.False(File.Exists($"{_folder}/outside"));
    }

    [Fact]
    public void A_place_is_what_is_there_itself_and_looked_up_in_its_root()
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint($"{_folder}/root/etc/socket"));
        File.CreateSymbolicLink($"{_folder}/root/config", "/etc");
        File.CreateSymbolicLink($"{_folder}/root/etc/link", "inside");
        Assert.Equal((true, false, false), TypeOf("/config/socket"));
        Assert.Equal((false, true, false), TypeOf("/config/inside"));
        Assert.Equal((false, false, true), TypeOf("/config/link"));
        Assert.Equal(Errno.ENOENT, Assert.Throws<KernelException>(() => RegularFile.OpenPlaceIn($"{_folder}/root", "../outside")).Errno);

        (bool IsSocket, bool IsRegular, bool IsLink) TypeOf(string path)
        {
            using SafeFileHandle place = RegularFile.OpenPlaceIn($"{_folder}/root", path);
            FileStatus status = FileStatus.Of(place);
            return (status.IsSocket, status.IsRegular, !status.IsSocket && !status.IsRegular);
        }
    }

    [Fact]
    public void A_path_below_the_root_of_a_process_is_looked_up_in_it()
    {
        using SafeFileHandle file = RegularFile.Open($"/proc/{Environment.ProcessId}/root{_folder}/outside");
        Assert.Equal(7, RandomAccess.GetLength(file));
    }

    [Theory]
    [InlineData("/dev/null")]
    [InlineData("/tmp")]
    public void What_is_no_file_is_refused(string path)
    {
        KernelException error = Assert.Throws<KernelException>(() => RegularFile.Open(path));
        Assert.Equal((path, Errno.EINVAL), (error.Subject, error.Errno));
        Assert.Contains("no file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_told()
        => Assert.Equal(Errno.ENOENT, Assert.Throws<KernelException>(() => RegularFile.Open($"{_folder}/nothing")).Errno);

    private static uint OwnerOf(string path, string root)
    {
        using SafeFileHandle place = RegularFile.OpenPlaceIn(root, path);
        return FileStatus.Of(place).UserId;
    }
}
