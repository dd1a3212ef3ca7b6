namespace Sonde.Kernel.Tests.Files;

public sealed class FileStatusTests
{
    [Fact]
    public void A_file_is_known_by_what_it_holds_and_when()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, new byte[10]);
            FileStatus first = Read(path);
            Assert.Equal((10ul, true), (first.Size, first.IsRegular));
            Assert.Equal(first, Read(path));
            Assert.Equal(File.GetLastWriteTimeUtc(path), DateTime.UnixEpoch.AddTicks(first.Modified / 100));
            File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
            Assert.Equal(first with { Modified = 0 }, Read(path));
            Assert.Equal(File.Exists("/dev/null"), !Read("/dev/null").IsRegular);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static FileStatus Read(string path)
    {
        using FdHandle file = FdHandle.OpenRead(path);
        return FileStatus.Of(file);
    }
}
