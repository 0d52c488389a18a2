"""Names that any sex may bear, from the parts of the world a city hospital serves."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NameStock:
    """Given and family names that go together, and the share of people who bear them."""

    share: float
    given: tuple[str, ...]
    family: tuple[str, ...]


def _stock(share: float, given: str, family: str) -> NameStock:
    return NameStock(share, tuple(given.split()), tuple(family.split()))


STOCKS = (
    _stock(
        0.46,
        (
            "Alex Ashley Aubrey Avery Bailey Billie Blair Blake Cameron Casey Charlie "
            "Chris Corey Dale Dana Darcy Drew Eden Ellis Emerson Finley Frances Frankie "
            "Hadley Harley Harper Hayden Jackie Jamie Jean Jesse Jo Jordan Jules Kelly "
            "Kendall Kerry Kim Kit Lee Leslie Lindsay Logan Lou Mel Morgan Nat Pat Quinn "
            "Reese Riley Robin Rory Rowan Sam Sandy Sasha Shannon Shelby Sidney Stevie "
            "Taylor Terry Toni Tracy Val Vivian"
        ),
        (
            "Abbott Archer Atkins Barlow Bennett Bishop Bradley Briggs Burton Byrne "
            "Campbell Carter Chapman Clarke Coates Connolly Cooper Dawson Doyle Duncan "
            "Evans Farrell Fisher Fleming Fletcher Foster Fraser Gallagher Gibson "
            "Graham Griffiths Hartley Hewitt Holland Howells Hughes Hutton Jarvis "
            "Kavanagh Keane Lambert Lawson Lloyd MacLeod Marsh Mercer Moran Murray "
            "Nicholls Nolan Osborne Palmer Parry Pearce Price Quigley Reid Rhodes "
            "Sheridan Sinclair Slater Stevens Sutton Tate Thornton Turner Vaughan "
            "Walsh Watkins Webb Whelan Wilkes Winter Yates"
        ),
    ),
    _stock(
        0.17,
        (
            "Amrit Arpan Balvinder Chandan Gagan Gurpreet Harpreet Hiral Indra "
            "Jaspreet Jyoti Kamal Kanwal Kiran Kirpal Kushal Manjit Manpreet Milan "
            "Navneet Nikhat Nirmal Parminder Prabhjot Rajan Roshan Sandeep Shashi "
            "Simran Sukhi Suman Sunny Tej Vimal"
        ),
        (
            "Agarwal Ahluwalia Anand Banerjee Basu Bhatt Chaudhry Chowdhury Das Dhillon "
            "Fernando Ghosh Gill Gunaratne Iyer Jayasuriya Joshi Kapoor Kaur Khanna "
            "Kulkarni Malik Mehta Menon Mistry Nair Patel Perera Rao Sandhu Sharma "
            "Sidhu Silva Singh Thapa Trivedi Varma"
        ),
    ),
    _stock(
        0.11,
        (
            "Abidemi Ade Ayo Bukola Chidera Chika Dayo Ebele Enitan Farai Femi Ife Imani "
            "Kagiso Kudzai Lerato Ngozi Ola Olamide Oyin Remi Rudo Seun Tariro Tatenda "
            "Tayo Temi Tendai Thato Tobi Uche Zola"
        ),
        (
            "Abiola Achebe Adeyemi Afolabi Agyeman Amoah Asante Balogun Boateng Chanda "
            "Danso Dlamini Eze Gyasi Kamau Kariuki Mensah Moyo Mwangi Ncube Njoroge "
            "Nwosu Obi Odhiambo Okafor Okeke Okoro Onyango Osei Owusu Sithole Sowande "
            "Tetteh Wanjiru Zulu"
        ),
    ),
    _stock(
        0.09,
        (
            "An Bao Chi Hai Hana Haru Hikaru Hye Ji-woo Jin Jun Kaoru Kei Lan Li Lien "
            "Ling Makoto Min Minh Nao Ngoc Ren Rin Seo-yeon Shun Tam Thuy Wei Wen "
            "Xiu Yan Yi Yu Yuki"
        ),
        (
            "Bui Cao Chan Chen Cheung Choi Dang Fujita Han Ho Hoang Huang Ito Jung Kang "
            "Kato Kwon Lam Lau Leung Li Lim Lin Liu Mori Ng Ngo Ong Park Pham Saito "
            "Shin Song Sun Tan Tran Wang Wong Wu Xu Yamada Yang Yoon Zhang Zhao"
        ),
    ),
    _stock(
        0.09,
        (
            "Amal Ariel Dara Deniz Dilan Evren Hikmet Ihsan Iman Jehan Karam Lior Maayan "
            "Nasim Nawal Noam Noor Nour Omid Rahma Roni Sabah Safa Salam Shahin Shiraz "
            "Tal Umut Wafa Yuval Ziya"
        ),
        (
            "Abdi Aksoy Aziz Barzani Ben-David Celik Darwish Demir Farah Farsi Ghazali "
            "Habib Haddad Hakimi Hamdan Hosseini Ibrahim Karimi Katz Khalil Levy Mansour "
            "Mizrahi Moradi Najjar Nasser Omar Osman Ozturk Qureshi Rahimi Rashid Saleh "
            "Shah Tehrani Yildiz Yusuf Zaman"
        ),
    ),
    _stock(
        0.08,
        (
            "Andrea Angel Ariel Camille Cruz Dominique Elia Gabriele Guadalupe Jael Jaime "
            "Lou Luca Maxime Michele Morgan Nicola Noa Patrice Remy Reyes Rosario Sacha "
            "Simone Trinidad Valentine"
        ),
        (
            "Almeida Alvarez Barros Benoit Bianchi Cardoso Castro Conti Costa Delgado "
            "Dias Duarte Esposito Ferreira Fontana Gomes Greco Herrera Laurent Leclerc "
            "Lopes Marchand Marino Martins Mendes Moreau Navarro Oliveira Ortega Pereira "
            "Ricci Romano Santos Serrano Silveira Tavares Vargas Vidal"
        ),
    ),
)
"""The shares follow no census; they make a crowd in which every name looks at home."""
