namespace Sonde.Kernel.Tests;

[Collection(nameof(Descriptors))]
public sealed unsafe class MappedRegionTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public MappedRegionTests() => File.WriteAllBytes(_path, [.. Enumerable.Range(0, 8192).Select(i => (byte)i)]);

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void The_memory_is_the_files_and_stays_when_the_file_is_closed()
    {
        MappedRegion region;
        using (FdHandle fd = FdHandle.OpenRead(_path))
            region = MappedRegion.Map(fd, 4096, 4096, writable: false, _path);
        using (region)
        {
            Assert.Equal((nuint)4096, region.Length);
            Assert.Equal(7, region.Pointer[7]);
        }
    }

    [Fact]
    public void Disposing_unmaps_once()
    {
        using FdHandle fd = FdHandle.OpenRead(_path);
        MappedRegion region = MappedRegion.Map(fd, 0, 8192, writable: false, _path);
        Assert.True(IsMapped());

        region.Dispose();
        Assert.False(IsMapped());
        region.Dispose();
    }

    [Fact]
    public void A_reference_keeps_the_memory_mapped()
    {
        using FdHandle fd = FdHandle.OpenRead(_path);
        MappedRegion region = MappedRegion.Map(fd, 0, 8192, writable: false, _path);
        bool held = false;
        region.DangerousAddRef(ref held);

        region.Dispose();
        Assert.Equal(5, region.Pointer[5]);

        region.DangerousRelease();
        Assert.False(IsMapped());
    }

    [Theory]
    [InlineData(0, 0, false, Errno.EINVAL)]
    [InlineData(1, 4096, false, Errno.EINVAL)]
    [InlineData(0, 4096, true, Errno.EACCES)]
    public void A_refusal_is_an_error_that_names_the_subject_and_maps_nothing(long offset, int length, bool writable, Errno errno)
    {
        using FdHandle fd = FdHandle.OpenRead(_path);

        var e = Assert.Throws<KernelException>(() => MappedRegion.Map(fd, offset, (nuint)length, writable, "the ring").Dispose());

        Assert.Equal(errno, e.Errno);
        Assert.StartsWith("mmap the ring: ", e.Message, StringComparison.Ordinal);
        Assert.False(IsMapped());
    }

    private bool IsMapped() => File.ReadLines("/proc/self/maps").Any(l => l.EndsWith(_path, StringComparison.Ordinal));
}
