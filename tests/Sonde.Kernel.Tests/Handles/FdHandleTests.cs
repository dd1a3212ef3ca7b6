namespace Sonde.Kernel.Tests;

[Collection(nameof(Descriptors))]
public sealed class FdHandleTests
{
    [Fact]
    public void A_handle_closes_its_descriptor_once()
    {
        FdHandle handle = FdHandle.OpenRead("/dev/null");
        int fd = (int)handle.DangerousGetHandle();
        Assert.True(IsOpen(fd));

        handle.Dispose();
        Assert.False(IsOpen(fd));

        // The number is free now and the next file gets it: a second close would hit that file.
        using FdHandle next = FdHandle.OpenRead("/dev/null");
        Assert.Equal(fd, (int)next.DangerousGetHandle());
        handle.Dispose();
        Assert.True(IsOpen(fd));
    }

    [Fact]
    public void A_reference_keeps_the_descriptor_open()
    {
        FdHandle handle = FdHandle.OpenRead("/dev/null");
        int fd = (int)handle.DangerousGetHandle();
        bool held = false;
        handle.DangerousAddRef(ref held);

        handle.Dispose();
        Assert.True(IsOpen(fd));

        handle.DangerousRelease();
        Assert.False(IsOpen(fd));
    }

    [Fact]
    public void A_second_descriptor_is_refused_and_the_first_one_kept()
    {
        using FdHandle handle = FdHandle.OpenRead("/dev/null");
        nint first = handle.DangerousGetHandle();

        Assert.Throws<InvalidOperationException>(() => handle.Own(1_000_000));

        Assert.Equal(first, handle.DangerousGetHandle());
    }

    [Fact]
    public void A_disposed_handle_takes_no_descriptor()
    {
        var handle = new FdHandle();
        handle.Dispose();

        Assert.Throws<ObjectDisposedException>(() => handle.Own(1_000_000));
    }

    [Fact]
    public void A_failed_call_leaves_the_handle_empty()
    {
        using var handle = new FdHandle();
        handle.Own(-1);

        Assert.True(handle.IsInvalid);
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_error_that_names_it_and_opens_nothing()
    {
        int before = Descriptors.Count();

        var e = Assert.Throws<KernelException>(() => FdHandle.OpenRead("/no/such/file"));

        Assert.Equal("open /no/such/file: No such file or directory (ENOENT).", e.Message);
        Assert.Equal(before, Descriptors.Count());
    }

    [Fact]
    public void A_descriptor_is_not_inherited_by_children()
    {
        using FdHandle handle = FdHandle.OpenRead("/dev/null");

        string flags = File.ReadLines($"/proc/self/fdinfo/{handle.DangerousGetHandle()}").First(l => l.StartsWith("flags:", StringComparison.Ordinal));

        Assert.NotEqual(0, Convert.ToInt32(flags["flags:".Length..].Trim(), 8) & 0x80000); // O_CLOEXEC
    }

    private static bool IsOpen(int fd) => Path.Exists($"/proc/self/fd/{fd}");
}
