namespace Sonde.Bpf.Tests;

public sealed class LinkCloserTests
{
    [Fact]
    public async Task Disposing_a_slow_link_returns_before_the_kernel_has_let_go_and_the_async_form_waits()
    {
        using var letGo = new ManualResetEventSlim();
        var slow = new FakeAttachment(isSlow: true, letGo);
        var link = new BpfLink(slow, null, "program", "target");

        link.Dispose();

        Assert.False(link.IsAttached);
        Assert.False(slow.IsDisposed);
        ValueTask closing = link.DisposeAsync();
        Assert.False(closing.IsCompleted);
        letGo.Set();
        await closing;
        Assert.True(slow.IsDisposed);
    }

    [Fact]
    public void Disposing_a_quick_link_detaches_before_it_returns()
    {
        var quick = new FakeAttachment(isSlow: false);
        new BpfLink(quick, null, "program", "target").Dispose();
        Assert.True(quick.IsDisposed);
    }

    [Fact]
    public async Task Many_quick_links_are_left_to_the_closer_after_the_first()
    {
        using var letGo = new ManualResetEventSlim();
        var list = new BpfLinkList(new object());
        var attachments = new List<FakeAttachment>();
        for (int i = 0; i < 100; i++)
        {
            attachments.Add(new FakeAttachment(isSlow: false, letGo) { WaitsOnlyOn = "Sonde closer" });
            list.Add(new BpfLink(attachments[i], list, "program", "target"));
        }

        Task closing = list.Close();

        Assert.Equal(16, attachments.Count(a => a.IsDisposed));
        letGo.Set();
        await closing;
        Assert.All(attachments, a => Assert.True(a.IsDisposed));
    }

    [Fact]
    public async Task What_outlives_the_process_is_never_left_to_the_closer()
    {
        using var letGo = new ManualResetEventSlim();
        var list = new BpfLinkList(new object());
        var attachments = new List<FakeAttachment>();
        for (int i = 0; i < 40; i++)
        {
            attachments.Add(new FakeAttachment(isSlow: false, letGo) { WaitsOnlyOn = "Sonde closer", IsLasting = true });
            list.Add(new BpfLink(attachments[i], list, "program", "target"));
        }

        await list.Close();

        Assert.All(attachments, a => Assert.True(a.IsDisposed));
    }

    [Fact]
    public async Task A_quick_link_that_fails_to_close_keeps_no_other_from_closing()
    {
        var list = new BpfLinkList(new object());
        var first = new FakeAttachment(isSlow: false);
        var broken = new FakeAttachment(isSlow: false) { Failure = new InvalidOperationException("broken") };
        list.Add(new BpfLink(first, list, "program", "target"));
        list.Add(new BpfLink(broken, list, "program", "target"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => list.Close());

        Assert.True(first.IsDisposed);
    }

    [Fact]
    public async Task A_link_that_fails_to_close_fails_its_own_task_and_no_other()
    {
        var broken = new FakeAttachment(isSlow: true) { Failure = new InvalidOperationException("broken") };
        var sound = new FakeAttachment(isSlow: true);

        Task first = LinkCloser.Close(broken);
        Task second = LinkCloser.Close(sound);

        await Assert.ThrowsAsync<InvalidOperationException>(() => first);
        await second;
        Assert.True(sound.IsDisposed);
    }

    [Fact]
    public void A_link_is_detached_once()
    {
        var quick = new FakeAttachment(isSlow: false);
        var link = new BpfLink(quick, null, "program", "target");

        Parallel.For(0, 8, _ => link.Dispose());

        Assert.Equal(1, quick.Disposals);
    }

    private sealed class FakeAttachment(bool isSlow, ManualResetEventSlim? letGo = null) : Attachment
    {
        private int _disposals;

        public override bool IsSlow => isSlow;

        public override bool OutlivesProcess => IsLasting;

        public bool IsLasting { get; init; }

        public int Disposals => _disposals;

        public bool IsDisposed => _disposals > 0;

        public string? WaitsOnlyOn { get; init; }

        public Exception? Failure { get; init; }

        public override void Dispose()
        {
            if (WaitsOnlyOn is null || Thread.CurrentThread.Name == WaitsOnlyOn)
                letGo?.Wait();
            if (Failure is not null)
                throw Failure;
            Interlocked.Increment(ref _disposals);
        }
    }
}
