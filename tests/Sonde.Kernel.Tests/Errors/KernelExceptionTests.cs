namespace Sonde.Kernel.Tests;

public sealed class KernelExceptionTests
{
    [Fact]
    public void The_message_names_operation_subject_error_and_remedy()
    {
        var e = new KernelException("open", "/dev/x", Errno.EACCES, "Run it with sudo.");

        Assert.Equal("open /dev/x: Permission denied (EACCES). Run it with sudo.", e.Message);
        Assert.Equal(("open", "/dev/x", Errno.EACCES, "Run it with sudo."), (e.Operation, e.Subject, e.Errno, e.Remedy));
    }

    [Fact]
    public void Without_subject_and_remedy_the_message_has_no_gaps()
        => Assert.Equal("epoll_create1: Too many open files (EMFILE).", new KernelException("epoll_create1", null, Errno.EMFILE).Message);

    [Theory]
    [InlineData((Errno)110, "Connection timed out (errno 110)")]
    [InlineData(Errno.ENOTSUPP, "Operation not supported (ENOTSUPP)")]
    public void Every_number_has_a_text(Errno errno, string text) => Assert.Equal(text, KernelException.Describe(errno));
}
